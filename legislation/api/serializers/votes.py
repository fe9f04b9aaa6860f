"""What the count of a vote says; its values are made by `legislation.council`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from legislation.domain.voting import Rule


def _states(text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), help_text=text)


def _sets(text: str) -> serializers.ListField:
    states = serializers.ListField(child=serializers.CharField())
    return serializers.ListField(child=states, help_text=text)


class TallySerializer(serializers.Serializer[Any]):
    """One end of a vote."""

    members_in_favour = serializers.IntegerField()
    members_required = serializers.IntegerField(help_text="55 or 72 % of those who take part.")
    members_condition_met = serializers.BooleanField()
    population_in_favour_pct = serializers.FloatField(
        help_text="Of the people of those who take part, two decimals, rounded half up."
    )
    population_not_in_favour_pct = serializers.FloatField()
    population_condition_met = serializers.BooleanField(help_text="65 % or more are in favour.")
    minimum_blocking_members = serializers.IntegerField(
        help_text="With fewer members, more than 35 % of the people block nothing."
    )
    deemed_adopted_for_want_of_blocking_members = serializers.BooleanField()
    result = serializers.ChoiceField(["adopted", "not_adopted"])
    too_close_to_call = serializers.BooleanField(
        help_text="Whether the rounding of the published shares could turn the result."
    )
    population_in_favour_band_pct = serializers.ListField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text="Between what two shares the true one lies; null for whole persons.",
    )


class CoalitionsSerializer(serializers.Serializer[Any]):
    """Minimal coalitions: without any one of its members none is enough."""

    count = serializers.IntegerField(help_text="All of them, exactly.")
    some = _sets("A few of the smallest.")


class PowerSerializer(serializers.Serializer[Any]):
    """What a vote weighs, over all ways in which the undecided can vote."""

    banzhaf = serializers.FloatField(help_text="Its part of all swings, 0 to 1.")
    shapley_shubik = serializers.FloatField(help_text="0 to 1; of all undecided together 1.")


class OutlookSerializer(TallySerializer):
    """A vote: first what is known, the undecided not being in favour."""

    proposal = serializers.CharField(allow_null=True)
    topic = serializers.CharField(allow_null=True)
    on = serializers.DateField(help_text="By the record of this day.")
    rule = serializers.ChoiceField(Rule.choices())
    participants = serializers.IntegerField()
    undecided = _states("Those of whom nothing that counts is on record.")
    in_favour = _states("With reservations, too.")
    against = _states("Those who said so.")
    abstaining = _states("They count as not being in favour.")
    not_participating = _states("They count neither as members nor with their people.")
    standing = serializers.ChoiceField(
        ["majority", "blocked", "open"],
        help_text="Whether what is known decides it, whatever the undecided do.",
    )
    if_undecided_in_favour = TallySerializer(help_text="The other end.")
    populations_year = serializers.IntegerField()
    populations_status = serializers.ChoiceField(["persons", "shares"])
    why = serializers.CharField(help_text="The reason in a sentence.")
    pivotal = _states("Who could turn the known end alone, by changing sides.")
    enough = _sets("Undecided states that alone, or as a pair, make the majority.")
    enough_to_block = _sets("Undecided states that alone, or as a pair, block.")
    minimal_winning_coalitions = CoalitionsSerializer(help_text="Of undecided states.")
    minimal_blocking_coalitions = CoalitionsSerializer(help_text="Of undecided states.")
    outcomes = serializers.IntegerField(
        required=False, help_text="With `forecast`: in how many ways the undecided can vote."
    )
    outcomes_adopted = serializers.IntegerField(
        required=False, help_text="With `forecast`: how many of them adopt the act."
    )
    power = serializers.DictField(
        child=PowerSerializer(),
        required=False,
        help_text="With `forecast`: by state, the greatest first.",
    )
