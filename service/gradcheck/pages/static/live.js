// Keeps a page up to date while its jobs run: at news it fetches itself again and puts the new part in the old one's place.
"use strict";
(() => {
  const part = () => document.getElementById("live");
  let asked = false;
  let again = false;

  async function renew() {
    if (asked) {
      again = true;
      return;
    }
    asked = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
      if (found) put(found);
    } finally {
      asked = false;
      if (again) {
        again = false;
        setTimeout(renew, 1000);
      }
    }
  }

  // What was opened stays open, and whoever has come to a link or a button by keyboard stays there.
  function put(found) {
    const old = part();
    const opened = new Set([...old.querySelectorAll("details[open]")].map(known));
    const kept = known(document.activeElement);
    for (const details of found.querySelectorAll("details")) details.open = opened.has(known(details));
    old.replaceWith(found);
    window.gradcheckCharts?.(found);
    if (kept && document.activeElement === document.body) {
      [...found.querySelectorAll("a, button, summary, select, [tabindex]")].find((each) => known(each) === kept)?.focus();
    }
  }

  function known(element) {
    if (!element || element === document.body) return "";
    const figure = element.closest("figure")?.id ?? "";
    return `${element.tagName} ${element.id} ${figure} ${element.getAttribute("href") ?? element.textContent.trim().slice(0, 80)}`;
  }

  const last = /^(run|diagnostic|study|headroom)_(succeeded|failed|cancelled)$/;
  const types = [
    "progress", "step_completed", "candidate_scored", "test_completed", "prompts_compared", "block_completed",
    "trial_completed", "prompts_written", "prompt_scored", "provider_throttled", "provider_away", "provider_back", "call_failed", "budget_reached",
    ...["run", "diagnostic", "study", "headroom"].flatMap((kind) =>
      ["started", "succeeded", "failed", "cancelled"].map((what) => `${kind}_${what}`),
    ),
  ];

  function follow(address) {
    const stream = new EventSource(address);
    let soon = 0;
    const news = (event) => {
      if (last.test(event.type)) {
        stream.close();
        setTimeout(renew, 100);
        document.getElementById("said").textContent = "It has ended.";
      } else if (!soon) {
        soon = setTimeout(() => {
          soon = 0;
          renew();
        }, 700);
      }
    };
    for (const type of types) stream.addEventListener(type, news);
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) renew();
    });
  }

  addEventListener("DOMContentLoaded", () => {
    const live = part();
    if (live?.dataset.events) follow(live.dataset.events);
    const poll = () => {
      const seconds = Number(part()?.dataset.poll ?? 0);
      if (!seconds) return;
      setTimeout(async () => {
        if (!document.hidden) await renew();
        poll();
      }, seconds * 1000);
    };
    poll();
  });
})();
