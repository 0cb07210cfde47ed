/* app.js - improves what works without it: one press, one request. */
"use strict";
document.addEventListener("submit", function (e) {
	var b = e.target.querySelector("button[type=submit]");
	if (e.target.dataset.sent) {
		e.preventDefault();
		return;
	}
	e.target.dataset.sent = "1";
	if (b) {
		b.setAttribute("aria-disabled", "true");
	}
});
/* Back from the browser's memory: the form may be sent again. */
window.addEventListener("pageshow", function () {
	document.querySelectorAll("form[data-sent]").forEach(function (f) {
		var b = f.querySelector("button[type=submit]");
		delete f.dataset.sent;
		if (b) {
			b.removeAttribute("aria-disabled");
		}
	});
});
