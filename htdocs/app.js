/* app.js - improves what works without it. */
"use strict";

/* One press, one request. */
document.addEventListener("submit", function (e) {
	var b = e.target.querySelector("button[type=submit]");
	if (b && b.dataset.again) {
		return;		/* the answer is a file: the page stays */
	}
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

/* A button that copies the text beside it; its words come with the page. */
function offerCopy(from) {
	var b = document.createElement("button");
	if (!navigator.clipboard || from.dataset.offered) {
		return;
	}
	from.dataset.offered = "1";
	b.type = "button";
	b.className = "button button-small";
	b.textContent = from.dataset.copy;
	b.setAttribute("aria-live", "polite");
	b.addEventListener("click", function () {
		navigator.clipboard.writeText(from.textContent).then(function () {
			b.textContent = from.dataset.copied;
		});
	});
	from.after(b);
}
document.querySelectorAll("[data-copy]").forEach(offerCopy);

/* What is pressed keeps its meaning: another action is another element. */
function pressed(e) {
	return /^(A|BUTTON|INPUT)$/.test(e.nodeName);
}

function means(a, b) {
	return a.nodeName === b.nodeName && (!pressed(a) ||
	    ["href", "name", "value"].every(function (x) {
		    return a.getAttribute(x) === b.getAttribute(x);
	    }));
}

/* Make the children of "a" those of "b". Each keeps the element it has, also
 * where one before it came or went, so that the focus stays. */
function becomeWithin(a, b) {
	var rest = Array.from(a.childNodes);
	Array.from(b.childNodes).forEach(function (want, i, all) {
		var at = rest.findIndex(function (x) {
			return means(x, want);
		});
		var lost = rest.slice(0, at).some(function (x) {
			return x.nodeType === Node.ELEMENT_NODE &&
			    all.slice(i).some(function (y) {
				return means(x, y);
			});
		});
		if (at < 0 || lost) {
			a.insertBefore(want, rest[0] || null);
			return;
		}
		rest.splice(0, at).forEach(function (x) {
			x.remove();
		});
		become(rest.shift(), want);
	});
	rest.forEach(function (x) {
		x.remove();
	});
}

/* Make "a" what "b" is, and touch only what differs: the focus stays. */
function become(a, b) {
	if (!means(a, b)) {
		a.replaceWith(b);
		return;
	}
	if (a.nodeType !== Node.ELEMENT_NODE) {
		if (a.nodeValue !== b.nodeValue) {
			a.nodeValue = b.nodeValue;
		}
		return;
	}
	Array.from(b.attributes).forEach(function (x) {
		if (a.getAttribute(x.name) !== x.value) {
			a.setAttribute(x.name, x.value);
		}
	});
	becomeWithin(a, b);
}

/* A page on which something happens: looked up anew while it does. */
function lookAgain() {
	var mark = document.querySelector("[data-refresh]");
	if (!mark) {
		return;
	}
	setTimeout(function () {
		fetch(location.href).then(function (r) {
			if (!r.ok || r.redirected) {
				throw new Error("another page");
			}
			return r.text();
		}).then(function (html) {
			var page = new DOMParser().parseFromString(html, "text/html");
			var had = document.activeElement;
			become(document.getElementById("main"),
			    page.getElementById("main"));
			document.querySelectorAll("[data-copy]").forEach(offerCopy);
			if (had && !had.isConnected) {
				document.getElementById("main").focus();
			}
			lookAgain();
		}).catch(function () {
			location.reload();
		});
	}, 1000 * mark.dataset.refresh);
}
lookAgain();

/* A file is being dragged over the place that takes it. */
document.querySelectorAll("input[type=file]").forEach(function (f) {
	["dragenter", "dragover"].forEach(function (name) {
		f.addEventListener(name, function () {
			f.classList.add("over");
		});
	});
	["dragleave", "drop"].forEach(function (name) {
		f.addEventListener(name, function () {
			f.classList.remove("over");
		});
	});
});

/* A form that is checked while it is written: the answer's part is shown. */
document.querySelectorAll("form[data-live]").forEach(function (f) {
	var wait = 0, turn = 0;
	function check() {
		var mine = ++turn, body = new URLSearchParams(new FormData(f));
		body.set("step", "check");
		fetch(f.action, { method: "POST", body: body }).then(function (r) {
			return r.text();
		}).then(function (html) {
			var page = new DOMParser().parseFromString(html, "text/html");
			var from = page.getElementById(f.dataset.live);
			var to = document.getElementById(f.dataset.live);
			if (mine === turn && from && to) {
				to.replaceChildren.apply(to, from.childNodes);
			}
		}).catch(function () { });
	}
	f.addEventListener("input", function () {
		clearTimeout(wait);
		wait = setTimeout(check, 700);
	});
});

/* A purpose that is printed is drawn as soon as it is chosen. */
document.querySelectorAll("select[name=purpose]").forEach(function (s) {
	s.addEventListener("change", function () {
		document.querySelectorAll(".sheet, .sheet img").forEach(function (e) {
			var at = e.href ? "href" : "src";
			e[at] = e[at].replace(/purpose=[^&]*/,
			    "purpose=" + encodeURIComponent(s.value));
		});
	});
});
