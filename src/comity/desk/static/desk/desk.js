/* What a page does beside what it says. Without this script every page still works.
   Concealing: after 30 minutes without a key or a touch the page is covered (CJIS AC-11(1)). */
(() => {
  const after = Number(document.body.dataset.concealAfter || 0) * 1000;
  const cover = document.getElementById("concealed");
  let last = Date.now();

  const conceal = () => {
    if (!after || !cover.hidden || Date.now() - last < after) return;
    document.body.classList.add("is-concealed");
    cover.hidden = false;
    cover.querySelector("button").focus();
  };
  const stir = () => { if (cover.hidden) last = Date.now(); };

  if (after) {
    for (const name of ["keydown", "pointerdown", "scroll"]) document.addEventListener(name, stir, { passive: true });
    setInterval(conceal, 5000);
    document.addEventListener("visibilitychange", conceal);
    /* Signing in again happens beside this page, so that nothing half typed is sent or lost. */
    const button = cover.querySelector("[data-unconceal]");
    const unlocked = async () => {
      const answer = await fetch(button.dataset.me, { redirect: "manual" }).catch(() => null);
      return answer !== null && answer.ok;
    };
    let beside = null, asking = 0;
    const uncover = async () => {
      if (!await unlocked()) return;
      clearInterval(asking);
      if (beside) beside.close();
      last = Date.now();
      cover.hidden = true;
      document.body.classList.remove("is-concealed");
    };
    button.addEventListener("click", async () => {
      clearInterval(asking);
      beside = window.open(button.dataset.again, "_blank");
      if (!beside) { location.assign(button.dataset.again); return; }
      asking = setInterval(uncover, 2000);
    });
  }

  /* A second click on a button that sends does nothing while the first is on its way. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  /* Clocks count down by themselves; the server's words stay for those without a script. */
  const tick = () => {
    for (const clock of document.querySelectorAll("time[data-due]")) {
      const left = Math.round((Date.parse(clock.dateTime) - Date.now()) / 1000);
      const minutes = Math.floor(Math.abs(left) / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
      const text = days > 2 ? days + " d " + (hours % 24) + " h" : (hours ? hours + " h " : "") + (minutes % 60) + " min";
      clock.textContent = (left < 0 ? "−" : "") + text;
      clock.classList.toggle("overdue", left < 0);
    }
  };
  if (document.querySelector("time[data-due]") && !document.body.dataset.stillClock) { tick(); setInterval(tick, 20000); }
  document.addEventListener("htmx:afterSwap", tick);

  /* What htmx could not send is said, never lost in silence. */
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      const place = document.getElementById("messages");
      if (place.querySelector("[data-offline]")) return;
      const alert = document.createElement("div");
      alert.className = "usa-alert usa-alert--slim usa-alert--error";
      alert.dataset.offline = "1";
      alert.innerHTML = '<div class="usa-alert__body"><p class="usa-alert__text"></p></div>';
      alert.querySelector("p").textContent = document.documentElement.lang === "es"
        ? "No hay conexión. Nada se ha perdido; inténtelo de nuevo." : "No connection. Nothing is lost; try again.";
      place.append(alert);
    });
  }
})();
