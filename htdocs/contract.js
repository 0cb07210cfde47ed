/* contract.js - uploads that go on, seals that are moved by hand. */
"use strict";

/* -- a file in pieces: begun again where the connection was lost ---------- */
document.querySelectorAll("form.upload").forEach(function (form) {
	var input = form.querySelector("input[type=file]");
	var state = form.querySelector(".upload-state");
	var bar = form.querySelector("progress");
	var word = form.querySelector(".upload-word");
	var again = form.querySelector(".upload-again");
	var running = false;

	function say(text) {
		word.textContent = text;
		state.hidden = false;
	}
	/* One number for one file and place, also after the page was left. */
	function number(file) {
		var key = "upload " + form.action + " " + form.elements.role.value +
		    " " + file.name + " " + file.size + " " + file.lastModified;
		var hex = null, bytes;
		try {
			hex = sessionStorage.getItem(key);
		} catch (e) { }
		if (!hex) {
			bytes = crypto.getRandomValues(new Uint8Array(16));
			hex = Array.from(bytes, function (b) {
				return b.toString(16).padStart(2, "0");
			}).join("");
			try {
				sessionStorage.setItem(key, hex);
			} catch (e) { }
		}
		return { hex: hex, forget: function () {
			try {
				sessionStorage.removeItem(key);
			} catch (e) { }
		} };
	}
	function post(url, values) {
		var body = new FormData();
		body.append("csrf", form.elements.csrf.value);
		Object.keys(values).forEach(function (k) {
			body.append(k, values[k]);
		});
		return fetch(url, { method: "POST", body: body }).then(
		    function (r) {
			return r.json().catch(function () {
				return {};
			}).then(function (j) {
				j.status = r.status;
				return j;
			});
		});
	}
	function pause(ms) {
		return new Promise(function (done) {
			setTimeout(done, ms);
		});
	}
	/* A lost connection, or a server that is away, is tried again. */
	function stubborn(make) {
		var wait = 500;
		function go(left) {
			return make().then(function (j) {
				if (j.status < 500 && j.status !== 429) {
					return j;
				}
				throw new Error("away");
			}).catch(function (e) {
				if (left === 0) {
					throw e;
				}
				say(form.dataset.lost);
				wait = Math.min(wait * 2, 8000);
				return pause(wait).then(function () {
					return go(left - 1);
				});
			});
		}
		return go(6);
	}
	function refused(j) {
		say(j.error ? j.error + " " + (j.advice || "") : form.dataset.lost);
		bar.hidden = true;
		running = false;
		again.hidden = Boolean(j.error);
	}
	function send(file) {
		var id = number(file), part;
		function next(at) {
			var to = Math.min(at + part, file.size);
			bar.hidden = false;
			bar.value = Math.floor(100 * at / file.size);
			say(form.dataset.said.replace("{0}", bar.value));
			if (at >= file.size) {
				say(form.dataset.checking);
				return stubborn(function () {
					return post(form.dataset.end, { file: id.file });
				});
			}
			return stubborn(function () {
				return post(form.dataset.piece, { file: id.file,
				    at: at, piece: file.slice(at, to) });
			}).then(function (j) {
				if (j.status !== 200 && j.status !== 409) {
					return j;
				}
				return next(j.received);
			});
		}
		running = true;
		again.hidden = true;
		stubborn(function () {
			return post(form.dataset.begin, {
			    role: form.elements.role.value, crid: id.hex,
			    name: file.name, size: file.size });
		}).then(function (j) {
			if (j.status !== 200) {
				return j;
			}
			id.file = j.file;
			part = j.piece;
			return j.whole ? j : next(j.received);
		}).then(function (j) {
			if (j.status === 200) {
				id.forget();
				location.reload();
				return;
			}
			if (j.error) {
				id.forget();
			}
			refused(j);
		}).catch(function () {
			refused({});
		});
	}
	form.addEventListener("submit", function (e) {
		if (!window.fetch || !input.files.length) {
			return;		/* the form does it alone */
		}
		e.preventDefault();
		if (!running) {
			send(input.files[0]);
		}
	});
	again.addEventListener("click", function () {
		if (!running && input.files.length) {
			send(input.files[0]);
		}
	});
});

/* -- places: by pointer, by arrow keys, by numbers -------------------------- */
(function () {
	var sheet = document.querySelector(".place-sheet");
	var said = document.getElementById("place-said");
	var page, w, h, rows;

	if (!sheet) {
		return;
	}
	page = sheet.dataset.page;
	w = sheet.dataset.w / 100;
	h = sheet.dataset.h / 100;
	rows = Array.from(document.querySelectorAll(".place-row"));

	function round(v) {
		return String(Math.round(v * 10) / 10);
	}
	function inside(v, max) {
		return Math.max(0, Math.min(max, v));
	}
	function put(row, x, y) {
		row.x.value = round(inside(x, w));
		row.y.value = round(inside(y, h));
		draw(row);
		said.textContent = sheet.dataset.move.replace("{0}", row.name())
		    .replace("{1}", row.x.value).replace("{2}", row.y.value);
	}
	function draw(row) {
		var x = parseFloat(row.x.value), y = parseFloat(row.y.value);
		var other = row.seal.value === "0";
		var here = row.seal.value !== "" && row.page.value === page;
		var mark = row.mark;
		if (here && (isNaN(x) || isNaN(y))) {
			x = w / 2;
			y = h / 2;
			row.x.value = round(x);
			row.y.value = round(y);
		}
		mark.hidden = !here;
		if (!here) {
			return;
		}
		mark.style.width = 100 * (other ? 60 : 42) / w + "%";
		mark.style.height = 100 * (other ? 25 : 42) / h + "%";
		mark.style.left = 100 * x / w + "%";
		mark.style.top = 100 * (h - y) / h + "%";
		mark.setAttribute("aria-label", sheet.dataset.move
		    .replace("{0}", row.name()).replace("{1}", row.x.value)
		    .replace("{2}", row.y.value));
		if (other) {
			row.picture.hidden = true;
			mark.classList.add("place-other");
			row.words.textContent = row.name();
		} else {
			mark.classList.remove("place-other");
			row.words.textContent = "";
			row.picture.hidden = false;
			if (row.picture.dataset.of !== row.seal.value) {
				row.picture.dataset.of = row.seal.value;
				row.picture.src = sheet.dataset.seal + row.seal.value;
			}
		}
	}
	function make(field) {
		var row = {
			seal: field.querySelector(".place-seal"),
			page: field.querySelector(".place-page"),
			x: field.querySelector(".place-x"),
			y: field.querySelector(".place-y"),
			mark: document.createElement("button"),
			picture: document.createElement("img"),
			words: document.createElement("span"),
			name: function () {
				var o = this.seal.selectedOptions[0];
				return o ? o.textContent : "";
			}
		};
		row.mark.type = "button";
		row.mark.className = "place-mark";
		row.mark.setAttribute("aria-describedby", "sheet-help");
		row.picture.alt = "";
		row.picture.draggable = false;
		row.mark.append(row.picture, row.words);
		sheet.append(row.mark);
		row.seal.addEventListener("change", function () {
			if (row.seal.value !== "" && row.page.value === "") {
				row.page.value = page;
			}
			draw(row);
		});
		[row.page, row.x, row.y].forEach(function (f) {
			f.addEventListener("input", function () {
				draw(row);
			});
		});
		row.mark.addEventListener("keydown", function (e) {
			var by = e.shiftKey ? 10 : 1;
			var step = { ArrowLeft: [-by, 0], ArrowRight: [by, 0],
			    ArrowUp: [0, by], ArrowDown: [0, -by] }[e.key];
			if (step) {
				e.preventDefault();
				put(row, parseFloat(row.x.value) + step[0],
				    parseFloat(row.y.value) + step[1]);
			}
		});
		row.mark.addEventListener("pointerdown", function (e) {
			var box = sheet.getBoundingClientRect();
			var dx = e.clientX - box.left - box.width *
			    parseFloat(row.x.value) / w;
			var dy = e.clientY - box.top - box.height *
			    (h - parseFloat(row.y.value)) / h;
			function move(ev) {
				put(row, w * (ev.clientX - dx - box.left) / box.width,
				    h - h * (ev.clientY - dy - box.top) / box.height);
			}
			function end() {
				row.mark.removeEventListener("pointermove", move);
				row.mark.removeEventListener("pointerup", end);
				row.mark.removeEventListener("pointercancel", end);
			}
			e.preventDefault();	/* no drag of the browser's own */
			row.mark.focus();
			row.mark.setPointerCapture(e.pointerId);
			row.mark.addEventListener("pointermove", move);
			row.mark.addEventListener("pointerup", end);
			row.mark.addEventListener("pointercancel", end);
		});
		draw(row);
	}
	rows.forEach(make);
}());
