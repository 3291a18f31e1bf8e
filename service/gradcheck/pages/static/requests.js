// Makes a form's request: values at their places, entries of lists, JSON as it was written, rows that were pasted.
"use strict";
window.gradcheckRequests = (() => {
  const fault = (path, message) => Object.assign(new Error(message), { errors: [{ path, message }] });

  async function call(address, body, headers = { "Content-Type": "application/json" }) {
    const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json", ...headers }, body });
    const told = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.detail ?? "it did not work"), { errors: told.errors ?? [] });
    return told;
  }

  // What is left as it came is left out, and so is what is not shown.
  const boxesOf = (field) => (field.dataset.as === "boxes" ? [...field.querySelectorAll("input")] : field.type === "checkbox" ? [field] : []);
  function leftOut(field) {
    if (field.closest("[hidden]") || field.disabled) return true;
    const boxes = boxesOf(field);
    return boxes.length ? boxes.every((box) => box.checked === box.defaultChecked) : !field.value.trim();
  }

  // Entries of a list in which anything is written: the others are none.
  const entries = (list) =>
    [...list.querySelectorAll("[data-item]")].filter((item) => [...item.querySelectorAll("[data-path]")].some((field) => !leftOut(field)));

  // `task.scoring.kind`, or `optimize.…` of the run that a study begins with, or `arms[1].name` of an entry of a list.
  function placed(field, name) {
    const item = field.closest("[data-item]");
    if (item) {
      const list = item.closest("[data-list]");
      return `${list.dataset.list}[${entries(list).indexOf(item)}].${name}`;
    }
    const within = field.closest("[data-within]")?.dataset.within;
    return within ? `${within}.${name}` : name;
  }

  // All places that a field is about: faults there are said at it.
  const about = (field) =>
    [field.dataset.path, ...(field.dataset.about ?? "").split(" ")].filter(Boolean).map((name) => placed(field, name));

  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  function merged(old, value) {
    if (!isObject(old) || !isObject(value)) return value;
    const both = { ...old };
    for (const [key, inner] of Object.entries(value)) both[key] = merged(old[key], inner);
    return both;
  }

  function put(request, path, value) {
    const names = path.replaceAll("[", ".").replaceAll("]", "").split(".");
    let place = request;
    names.slice(0, -1).forEach((name, at) => {
      place = place[name] ??= /^\d+$/.test(names[at + 1]) ? [] : {};
    });
    place[names.at(-1)] = merged(place[names.at(-1)], value);
  }

  function written(form) {
    const request = {};
    for (const field of form.querySelectorAll("[data-path]")) {
      if (leftOut(field)) continue;
      const path = placed(field, field.dataset.path);
      put(request, path, valueOf(field, path));
    }
    const tests = [...form.querySelectorAll("[data-test]:checked")].map((each) => each.value);
    if (tests.length) request.tests = tests;
    return request;
  }

  function valueOf(field, path) {
    const parts = (between) => field.value.split(between).map((each) => each.trim()).filter(Boolean);
    if (field.dataset.as === "null") return null;
    if (field.dataset.as === "boxes") return boxesOf(field).filter((box) => box.checked).map((box) => box.value);
    if (field.type === "checkbox") return field.checked;
    if (field.type === "number") return Number(field.value);
    if (field.dataset.as === "list") return parts(",");
    if (field.dataset.as === "lines") return parts("\n");
    if (field.dataset.as === "numbers") return parts(",").map((each) => (Number.isNaN(Number(each)) ? each : Number(each)));
    if (field.dataset.as !== "json") return field.value;
    try {
      return JSON.parse(field.value);
    } catch (error) {
      throw fault(path, `is no JSON: ${error.message}`);
    }
  }

  // Rows that were pasted become a data set first: requests name it, as any other.
  async function withPasted(form, request) {
    const pasted = form.querySelector("[data-pasted]");
    if (!pasted || pasted.closest("[hidden]") || !pasted.value.trim()) return;
    const text = pasted.value;
    const kind = /^\s*[{]/.test(text) ? "application/x-ndjson" : /^\s*\[/.test(text) ? "application/json" : "text/csv";
    const name = form.querySelector("[data-pasted-name]").value.trim() || "pasted";
    try {
      const made = await call(`/datasets?name=${encodeURIComponent(name)}`, text, { "Content-Type": `${kind}; charset=utf-8` });
      put(request, placed(pasted, "task.dataset"), { name: made.name, version: made.version });
    } catch (error) {
      const said = [error.message, ...(error.errors ?? []).map((each) => `${each.path}: ${each.message}`)].join("; ");
      throw fault(placed(pasted, "pasted"), said);
    }
  }

  // `map` names columns one by one; without a name of a column it is left to the service.
  function mapped(form, request) {
    const inputs = form.querySelector("[data-inputs]");
    const columns = (inputs?.value ?? "").split(",").map((each) => each.trim()).filter(Boolean);
    if (!columns.length) return;
    const pairs = columns.map((each) => each.split("=").map((side) => side.trim()));
    put(request, placed(inputs, "task.dataset.map.input"), Object.fromEntries(pairs.map(([field, column]) => [field, column ?? field])));
  }

  async function requestOf(form) {
    const request = written(form);
    await withPasted(form, request);
    mapped(form, request);
    return request;
  }

  return { about, call, requestOf };
})();
