// Focal point and crops, live: point, drag, or use the arrow keys. The fields hold everything, so
// what is sent is what is seen. The geometry is that of dam/imaging/crop.py; a journey compares.
import { markSaved } from "./unsaved.js";

const round = (number) => Math.floor(number + 0.5);
const within = (number, most) => Math.min(Math.max(0, number), most);
const thousandths = (number) => Math.max(0, Math.floor(number * 1000 + 1e-6) / 1000);

const form = document.querySelector("[data-cropping]");

if (form) {
  const size = { x: Number(form.dataset.width), y: Number(form.dataset.height) };
  const longEdge = Number(form.dataset.edge);
  form.querySelector("input[type=image]").remove();
  const stage = form.querySelector("[data-stage]");
  const point = handle(stage, stage.dataset.handle, "crop-middle");
  const cards = [...form.querySelectorAll("[data-crop]")].map(card);

  function draw() {
    const focal = { x: share("focal_x") ?? 0.5, y: share("focal_y") ?? 0.5 };
    place(point, focal.x, focal.y);
    for (const drawn of cards) drawn.draw(focal);
  }

  function pointAt(x, y) {
    form.elements.cell.value = "";
    write("focal_x", within(x, 1));
    write("focal_y", within(y, 1));
    draw();
  }

  clicked(stage, pointAt);
  dragged(point, stage, pointAt);
  stepped(point, (x, y) => pointAt(share("focal_x") + x, share("focal_y") + y));
  form.addEventListener("input", ({ target }) => {
    if (target.name === "cell" && target.value) {
      const [column, row] = target.value.split("-").map(Number);
      write("focal_x", (2 * column + 1) / 6);
      write("focal_y", (2 * row + 1) / 6);
    } else if (target.name.startsWith("focal_")) form.elements.cell.value = "";
    draw();
  });
  draw();
  markSaved(form);

  function card(root) {
    const name = root.dataset.crop;
    const [across, down] = [Number(root.dataset.across), Number(root.dataset.down)];
    const drawn = root.querySelector("[name=drawn]");
    const frame = root.querySelector("[data-frame]");
    const preview = root.querySelector("[data-preview]");
    const shade = root.querySelector("[data-shade]");
    const pixels = root.querySelector("[data-pixels]");
    const middle = handle(frame, frame.dataset.move, "crop-middle");
    const corner = handle(frame, frame.dataset.resize, "crop-corner");
    const most =
      size.x * down <= size.y * across
        ? { x: size.x, y: Math.max(1, round((size.x * down) / across)) }
        : { x: Math.max(1, round((size.y * across) / down)), y: size.y };

    function box(focal) {
      if (!drawn.checked)
        return placed(most, focal.x * size.x - most.x / 2, focal.y * size.y - most.y / 2);
      const { left, top, width } = read();
      const x = Math.min(most.x, Math.max(1, round(width * size.x)));
      const y = Math.min(most.y, Math.max(1, round((x * down) / across)));
      return placed({ x, y }, left * size.x, top * size.y);
    }

    function read() {
      const [left, top, width] = ["left", "top", "width"].map((part) => share(`${part}-${name}`));
      return fitted({ left: left ?? 0, top: top ?? 0, width: width ?? 0 });
    }

    function fitted({ left, top, width }) {
      const wide = Math.min(Math.max(0.05, width), thousandths(most.x / size.x));
      const high = (((wide * size.x) / across) * down) / size.y;
      return {
        left: within(left, thousandths(1 - wide)),
        top: within(top, thousandths(1 - high)),
        width: wide,
      };
    }

    function put(changed) {
      drawn.checked = true;
      for (const [part, value] of Object.entries(fitted({ ...read(), ...changed })))
        write(`${part}-${name}`, value);
      draw();
    }

    const height = () => (((read().width * size.x) / across) * down) / size.y;
    const centre = (x, y) => put({ left: x - read().width / 2, top: y - height() / 2 });
    clicked(frame, centre);
    dragged(middle, frame, centre);
    dragged(corner, frame, (x) => put({ width: x - read().left }));
    stepped(middle, (x, y) => put({ left: read().left + x, top: read().top + y }));
    stepped(corner, (x, y) => put({ width: read().width + x + y }));
    for (const part of ["left", "top", "width"])
      form.elements[`${part}-${name}`].addEventListener("input", () => (drawn.checked = true));

    return {
      draw(focal) {
        const [left, top, right, bottom] = box(focal);
        const [wide, high] = [right - left, bottom - top];
        preview.setAttribute("viewBox", `${left} ${top} ${wide} ${high}`);
        shade.setAttribute(
          "d",
          `M0 0H${size.x}V${size.y}H0ZM${left} ${top}H${right}V${bottom}H${left}Z`,
        );
        const scale = Math.min(1, longEdge / Math.max(wide, high));
        pixels.textContent = [wide, high]
          .map((edge) => Math.max(1, round(edge * scale)).toLocaleString("sv"))
          .join(" × ");
        place(middle, (left + wide / 2) / size.x, (top + high / 2) / size.y);
        place(corner, right / size.x, bottom / size.y);
        if (drawn.checked) return;
        write(`left-${name}`, left / size.x);
        write(`top-${name}`, top / size.y);
        write(`width-${name}`, wide / size.x);
      },
    };
  }

  function placed(crop, left, top) {
    const x = within(round(left), size.x - crop.x);
    const y = within(round(top), size.y - crop.y);
    return [x, y, x + crop.x, y + crop.y];
  }

  function share(name) {
    const text = form.elements[name].value.replace(",", ".");
    const number = Math.round(parseFloat(text) * 10) / 1000;
    return number >= 0 && number <= 1 ? number : null;
  }

  function write(name, value) {
    form.elements[name].value = String(Math.round(value * 1000) / 10).replace(".", ",");
  }
}

function handle(parent, label, kind) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `crop-handle ${kind}`;
  button.setAttribute("aria-label", label);
  parent.append(button);
  return button;
}

function place(element, x, y) {
  element.style.left = `${x * 100}%`;
  element.style.top = `${y * 100}%`;
}

// Where on a picture the pointer is, as shares of its width and height.
function at(picture, event) {
  const area = picture.getBoundingClientRect();
  return [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
}

function clicked(picture, tell) {
  picture.addEventListener("click", (event) => tell(...at(picture, event)));
}

// Follows the pointer while it holds the handle. A click on the handle itself says nothing.
function dragged(grip, picture, tell) {
  grip.addEventListener("pointerdown", (event) => grip.setPointerCapture(event.pointerId));
  grip.addEventListener("pointermove", (event) => {
    if (grip.hasPointerCapture(event.pointerId)) tell(...at(picture, event));
  });
  grip.addEventListener("click", (event) => event.stopPropagation());
}

// One percent a press of an arrow key, ten with Shift.
function stepped(button, tell) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  button.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? 0.1 : 0.01;
    tell(way[0] * step, way[1] * step);
  });
}
