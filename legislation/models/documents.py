"""Documents of a file: for now their names and dates; texts and comparison come later."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from legislation.domain.words import Origin, Precision
from legislation.models.constraints import known
from legislation.models.proposal import Proposal


class Document(models.Model):
    """One document that a file's history names, under its canonical reference."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="documents")
    reference = models.CharField(max_length=200)
    celex = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=500, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    precision = models.CharField(
        max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices())

    class Meta:
        ordering = [models.F("dated_on").asc(nulls_last=True), "pk"]
        constraints = [
            UniqueConstraint(name="document_reference_unique", fields=["proposal", "reference"]),
            known("document_precision_known", "precision", Precision),
            known("document_origin_known", "origin", Origin),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def official_address(self) -> str:
        """Where EUR-Lex shows it, built from the CELEX number; empty without one."""
        if not self.celex:
            return ""
        return f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{self.celex}"
