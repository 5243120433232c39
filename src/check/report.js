
for (const picture of document.querySelectorAll(".picture")) {
  const said = [...picture.querySelectorAll(".said")];
  const line = picture.querySelector(".line");
  let now = -1;
  const show = (i) => {
    if (i < 0 || i >= said.length) return;
    if (now >= 0) said[now].classList.remove("now");
    now = i;
    said[now].classList.add("now");
    line.textContent = `Line ${now + 1} of ${said.length}, ${said[now].dataset.say}`;
  };
  picture.addEventListener("focus", () => { if (now < 0) show(0); });
  picture.addEventListener("keydown", (event) => {
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: said.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(to);
  });
  said.forEach((bar, i) => bar.addEventListener("click", () => { picture.focus(); show(i); }));
}
