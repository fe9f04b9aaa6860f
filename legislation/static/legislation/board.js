// The voting board answers at once: each change asks the same page, as the button would, and takes
// over what is new of it. Without this script the button does it.
(() => {
  "use strict";
  const form = document.getElementById("board-form");
  if (!form || !window.fetch || !window.AbortController) return;
  let asking = null;

  const takeOver = (page) => {
    const parts = [...document.querySelectorAll("[data-live]")];
    const fresh = parts.map((part) => page.getElementById(part.id));
    if (fresh.includes(null)) return false;
    parts.forEach((part, i) => {
      if (part.innerHTML !== fresh[i].innerHTML) part.replaceChildren(...fresh[i].childNodes);
    });
    return true;
  };

  form.addEventListener("change", async () => {
    if (!form.checkValidity()) return;
    if (asking) asking.abort();
    const mine = (asking = new AbortController());
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine.signal.aborted) return;
      if (!takeOver(page)) return location.assign(answer.url);
      history.replaceState(null, "", answer.url);
    } catch (error) {
      // Out of reach: the button, which was put away, is offered again.
      if (error.name !== "AbortError") form.classList.remove("answers");
    }
  });
  form.classList.add("answers");
})();
