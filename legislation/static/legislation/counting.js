// How many characters of a limit are used, while one types: the server's own line does without.
document.addEventListener("input", ({ target }) => {
  const longest = target.dataset && target.dataset.longest;
  const help = longest && document.querySelector(`#${target.id}_helptext > div`);
  if (help) {
    // The server counts characters, and each new line as two.
    const used = [...target.value.replace(/\n/g, "\r\n")].length;
    help.textContent = help.textContent.replace(/\d+ of \d+ /, `${used} of ${longest} `);
  }
});
