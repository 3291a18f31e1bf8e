// Lets pages do what the API does: buttons and forms send JSON to the same addresses that everybody calls.
"use strict";
(() => {
  const { call, requestOf } = window.gradcheckRequests;
  const { answered, clear, faults } = window.gradcheckAnswers;
  const say = (text) => {
    document.getElementById("said").textContent = text;
  };

  async function posted(button) {
    if (!confirm(button.dataset.ask)) return;
    button.disabled = true;
    try {
      await call(button.dataset.post, "{}");
      say("Done.");
    } catch (error) {
      say(error.message);
      button.disabled = false;
    }
  }

  // What the API says, as a file: an address that is gone to as a page shows one.
  async function saved(button) {
    const answer = await fetch(button.dataset.save, { headers: { Accept: "application/json" } });
    if (!answer.ok) return say("It is not to be had.");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `${button.dataset.save.split("/").at(-1)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  let made = 0;
  function added(list) {
    made += 1;
    const html = list.querySelector("template").innerHTML.replaceAll("-AT", `-${made}`);
    list.querySelector("[data-add]").parentElement.insertAdjacentHTML("beforebegin", html);
    dispatchEvent(new Event("added"));
    return list.querySelector("[data-add]").parentElement.previousElementSibling;
  }

  function removed(button) {
    const list = button.closest("[data-list]");
    button.closest("[data-item]").remove();
    list.querySelector("[data-add]").focus();
  }

  addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.post) posted(button);
    else if (button.dataset.save) saved(button);
    else if (button.dataset.add !== undefined) added(button.closest("[data-list]")).querySelector("input").focus();
    else if (button.dataset.remove !== undefined) removed(button);
  });

  addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-api]");
    if (!form) return;
    event.preventDefault();
    const address = event.submitter?.dataset.address ?? form.dataset.api;
    clear(form);
    for (const each of form.querySelectorAll("button")) each.disabled = true;
    say("Asking …");
    try {
      const told = await call(address, JSON.stringify(await requestOf(form)));
      say("");
      if (told.id && address === form.dataset.api) location.assign(`${form.dataset.leads}${told.id}`);
      else answered(form, told);
    } catch (error) {
      say("It was not accepted.");
      faults(form, error);
    } finally {
      for (const each of form.querySelectorAll("button")) each.disabled = false;
    }
  });

  // Which part of a form is meant: of radio buttons each shows its own, a choice the fields that are for it alone.
  function choose(form) {
    const decides = form.querySelector("[data-decides]");
    for (const field of form.querySelectorAll("[data-only]")) field.hidden = field.dataset.only !== decides.value;
    for (const radio of form.querySelectorAll("input[type=radio][data-shows]")) {
      document.getElementById(radio.dataset.shows).hidden = !radio.checked;
    }
  }
  addEventListener("change", (event) => {
    if (event.target.matches("[data-shows], [data-decides]")) choose(event.target.form);
  });
  addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form[data-api]")) choose(form);
    for (const list of document.querySelectorAll("[data-begins]")) {
      for (let count = 0; count < Number(list.dataset.begins); count += 1) added(list);
    }
  });
})();
