/* The slider through the days of a section; without this script the days are links below it. */
(() => {
  const slider = document.querySelector("[data-slider]");
  const links = [...document.querySelectorAll(".days a[data-day]")];
  if (!slider || links.length < 2) return;
  const range = slider.querySelector("input");
  const said = slider.querySelector("output");
  const say = () => {
    const link = links[Number(range.value)];
    said.textContent = link ? link.dataset.day : "";
    range.setAttribute("aria-valuetext", said.textContent);
  };
  range.addEventListener("input", say);
  range.addEventListener("change", () => { location.assign("?on=" + links[Number(range.value)].dataset.day); });
  slider.hidden = false;
  say();
})();
