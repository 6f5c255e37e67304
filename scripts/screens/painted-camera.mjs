// SPDX-License-Identifier: Apache-2.0
// A painted person before the camera of a page, so that pictures of the room look like the room. The
// browser's own test camera shows a green wheel.

/** Colors of the wall, the skin, the hair and the clothes. */
const people = {
  mara: { wall: '#d9e2d5', skin: '#c98f6b', hair: '#4a3428', cloth: '#2f5d57' },
  jonas: { wall: '#e6dccb', skin: '#e2b393', hair: '#7a4f2c', cloth: '#5b6f8f' },
  liv: { wall: '#dcdfe6', skin: '#edc6a9', hair: '#b98a4d', cloth: '#8f5b4d' },
  ben: { wall: '#e2dacb', skin: '#8d5d42', hair: '#2b2220', cloth: '#6b7f55' },
};

/** Call before the page of this person opens anything. */
export async function painted(page, who) {
  await page.context().addInitScript((colors) => {
    const real = globalThis.MediaDevices?.prototype.getUserMedia;
    if (!real) return;
    const camera = () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 540 });
      const pen = canvas.getContext('2d');
      const fill = (color, draw) => {
        pen.fillStyle = color;
        pen.beginPath();
        draw();
        pen.fill();
      };
      const paint = () => {
        const sway = Math.sin(performance.now() / 1700) * 5;
        const wall = pen.createLinearGradient(0, 0, 960, 540);
        wall.addColorStop(0, '#fff8ea');
        wall.addColorStop(0.55, colors.wall);
        pen.fillStyle = wall;
        pen.fillRect(0, 0, 960, 540);
        fill('rgb(255 255 255 / 45%)', () => pen.roundRect(60, 40, 190, 260, 8));
        fill('#5f7f6e', () => pen.ellipse(840, 330, 60, 110, 0.2, 0, 7));
        fill('#6f927f', () => pen.ellipse(800, 360, 40, 90, -0.4, 0, 7));
        fill('#a8664a', () => pen.roundRect(780, 430, 110, 110, 12));
        pen.save();
        pen.translate(480 + sway, 96);
        pen.scale(0.82, 0.82);
        fill(colors.hair, () => pen.ellipse(0, 175, 112, 140, 0, 0, 7));
        fill(colors.cloth, () => pen.roundRect(-210, 350, 420, 300, 130));
        fill(colors.skin, () => pen.roundRect(-42, 270, 84, 120, 36));
        fill(colors.skin, () => pen.ellipse(0, 200, 88, 112, 0, 0, 7));
        fill(colors.hair, () => pen.ellipse(0, 108, 96, 56, 0, Math.PI, 0));
        const blink = performance.now() % 4200 < 140 ? 1 : 7;
        for (const side of [-34, 34]) {
          fill('#33291f', () => pen.ellipse(side, 190, 7, blink, 0, 0, 7));
          fill(colors.hair, () => pen.roundRect(side - 18, 162, 36, 6, 3));
        }
        pen.lineWidth = 5;
        pen.lineCap = 'round';
        pen.strokeStyle = '#8e4f41';
        pen.beginPath();
        pen.arc(0, 232, 32, 0.6, Math.PI - 0.6);
        pen.stroke();
        pen.restore();
      };
      paint();
      setInterval(paint, 50);
      return canvas.captureStream(20).getVideoTracks()[0];
    };
    MediaDevices.prototype.getUserMedia = async function (wanted) {
      const stream = await real.call(this, wanted);
      for (const track of stream.getVideoTracks()) {
        stream.removeTrack(track);
        track.stop();
        stream.addTrack(camera());
      }
      return stream;
    };
  }, people[who]);
}
