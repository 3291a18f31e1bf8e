// Lets pages do what the API does: buttons and forms send JSON to the same addresses that everybody calls.
"use strict";
(() => {
  const say = (text) => {
    document.getElementById("said").textContent = text;
  };

  async function call(address, body, headers = { "Content-Type": "application/json" }) {
    const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json", ...headers }, body });
    const told = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.detail ?? "it did not work"), { errors: told.errors ?? [] });
    return told;
  }

  addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-post]");
    if (!button || !confirm(button.dataset.ask)) return;
    button.disabled = true;
    try {
      await call(button.dataset.post, "{}");
      say("Done.");
    } catch (error) {
      say(error.message);
      button.disabled = false;
    }
  });

  // A field's value at its place in the request: `task.scoring.kind`. What is left empty is left out.
  function requestOf(form) {
    const request = {};
    for (const field of form.querySelectorAll("[data-path]")) {
      if (field.closest("[hidden]") || field.disabled || (field.type === "checkbox" && !field.checked)) continue;
      const text = field.value;
      if (!text.trim()) continue;
      const value = valueOf(field, text);
      const names = field.dataset.path.split(".");
      let place = request;
      for (const name of names.slice(0, -1)) place = place[name] ??= {};
      place[names.at(-1)] = value;
    }
    const tests = [...form.querySelectorAll("[data-test]:checked")].map((each) => each.value);
    if (tests.length) request.tests = tests;
    return request;
  }

  function valueOf(field, text) {
    if (field.type === "checkbox") return true;
    if (field.type === "number") return Number(text);
    if (field.dataset.as === "list") return text.split(",").map((each) => each.trim()).filter(Boolean);
    return text;
  }

  function clear(form) {
    for (const fault of form.querySelectorAll(".fault")) fault.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }

  // Each fault is said at the field whose place in the request it is about; what has no field is said above the form.
  function show(form, error) {
    const fields = [...form.querySelectorAll("[data-path], [data-about]")].filter((field) => !field.closest("[hidden]"));
    const rest = [];
    let first = null;
    for (const { path, message } of error.errors?.length ? error.errors : [{ path: "", message: error.message }]) {
      const field = fields
        .filter((each) => path && about(each).some((own) => path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`)))
        .sort((a, b) => longest(b) - longest(a))[0];
      if (!field) {
        rest.push(path ? `${path}: ${message}` : message);
        continue;
      }
      const said = document.createElement("p");
      said.className = "fault";
      said.id = `fault-${field.id}`;
      said.textContent = message;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", said.id);
      field.after(said);
      first ??= field;
    }
    if (rest.length) {
      const said = document.createElement("p");
      said.className = "fault note bad";
      said.setAttribute("role", "alert");
      said.textContent = rest.join("; ");
      form.querySelector(".answer").before(said);
    }
    first?.focus();
  }

  const about = (field) => [field.dataset.path, ...(field.dataset.about ?? "").split(" ")].filter(Boolean);
  const longest = (field) => Math.max(...about(field).map((own) => own.length));

  // Rows that were pasted become a data set first: requests name it, as any other.
  async function withPasted(form, request) {
    const pasted = form.querySelector("[data-pasted]");
    if (!pasted || pasted.closest("[hidden]") || !pasted.value.trim()) return request;
    const text = pasted.value;
    const kind = /^\s*[{]/.test(text) ? "application/x-ndjson" : /^\s*\[/.test(text) ? "application/json" : "text/csv";
    const name = form.querySelector("[data-pasted-name]").value.trim() || "pasted";
    try {
      const made = await call(`/datasets?name=${encodeURIComponent(name)}`, text, { "Content-Type": `${kind}; charset=utf-8` });
      request.task ??= {};
      request.task.dataset = { ...request.task.dataset, name: made.name, version: made.version };
    } catch (error) {
      throw Object.assign(error, { errors: [{ path: "pasted", message: [error.message, ...error.errors.map((each) => `${each.path}: ${each.message}`)].join("; ") }] });
    }
    return request;
  }

  // `map` names columns one by one; fields that the prompt asks for are the columns so named unless it says otherwise.
  function mapped(form, request) {
    const inputs = form.querySelector("[data-inputs]");
    if (!inputs || !request.task?.dataset) return request;
    const columns = inputs.value.split(",").map((each) => each.trim()).filter(Boolean);
    const expected = request.task.dataset.map?.expected;
    if (columns.length) {
      const pairs = columns.map((each) => each.split("=").map((side) => side.trim()));
      request.task.dataset.map = { ...request.task.dataset.map, input: Object.fromEntries(pairs.map(([field, column]) => [field, column ?? field])) };
    } else if (!expected) {
      delete request.task.dataset.map;
    }
    return request;
  }

  addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-api]");
    if (!form) return;
    event.preventDefault();
    const button = event.submitter;
    const address = button?.dataset.address ?? form.dataset.api;
    clear(form);
    for (const each of form.querySelectorAll("button")) each.disabled = true;
    say("Asking …");
    try {
      const request = mapped(form, await withPasted(form, requestOf(form)));
      const told = await call(address, JSON.stringify(request));
      say("");
      if (told.id && address === form.dataset.api) location.assign(`${form.dataset.leads}${told.id}`);
      else answered(form, told);
    } catch (error) {
      say("It was not accepted.");
      show(form, error);
    } finally {
      for (const each of form.querySelectorAll("button")) each.disabled = false;
    }
  });

  // An estimate, in a list of what it says.
  function answered(form, told) {
    const list = document.createElement("dl");
    list.className = "facts";
    for (const [name, value] of lines(told)) {
      const group = document.createElement("div");
      const term = document.createElement("dt");
      const said = document.createElement("dd");
      term.textContent = name.replaceAll("_", " ");
      said.textContent = value;
      group.append(term, said);
      list.append(group);
    }
    const place = form.querySelector(".answer");
    place.replaceChildren(list);
    place.hidden = false;
    place.focus();
  }

  function* lines(value, name = "") {
    if (value === null || value === undefined || value === "") return;
    if (typeof value !== "object") yield [name, typeof value === "number" ? shown(value) : String(value)];
    else if (Array.isArray(value)) {
      if (value.length && value.every((each) => typeof each !== "object")) yield [name, value.map((each) => (typeof each === "number" ? shown(each) : each)).join(" to ")];
    } else for (const [key, inner] of Object.entries(value)) yield* lines(inner, name ? `${name}: ${key}` : key);
  }

  const shown = (number) => number.toLocaleString("en-US", { maximumSignificantDigits: 4 });

  // Which part of a form is meant: of radio buttons each shows its own.
  function choose(form) {
    for (const radio of form.querySelectorAll("input[type=radio][data-shows]")) {
      document.getElementById(radio.dataset.shows).hidden = !radio.checked;
    }
  }
  addEventListener("change", (event) => {
    if (event.target.dataset?.shows) choose(event.target.form);
  });
  addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form[data-api]")) choose(form);
  });
})();
