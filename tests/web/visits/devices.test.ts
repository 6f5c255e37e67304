// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChoices } from '../../../web/src/visits/device-choices';
import { browserKind, problemHelp, problemWords } from '../../../web/src/visits/device-words';
import { type DeviceProblem, type Media, problemOf } from '../../../web/src/visits/devices';
import { createDevicesModel } from '../../../web/src/visits/devices-model';
import { memory, settle } from './fakes';

class FakeTrack {
  enabled = true;
  stopped = false;
  muted = false;
  onended: (() => void) | null = null;
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;
  constructor(
    readonly kind: 'audio' | 'video',
    readonly from: string,
  ) {}
  stop(): void {
    this.stopped = true;
  }
  getCapabilities(): object {
    return this.kind === 'video' ? FakeTrack.can : {};
  }
  /** Of every camera. */
  static can: { backgroundBlur?: boolean[] } = {};
}

/** A device with what the test says it has. `no` names errors by kind. */
function fakeMedia(no: { audio?: string; video?: string } = {}, absent: string[] = []) {
  const opened: FakeTrack[] = [];
  const asked: string[] = [];
  const suppressed: unknown[] = [];
  const blurred: unknown[] = [];
  const open = (kind: 'audio' | 'video', wanted: MediaTrackConstraints) => {
    const error = no[kind];
    if (error !== undefined) throw Object.assign(new Error(error), { name: error });
    const id = (wanted.deviceId as { exact?: string } | undefined)?.exact ?? 'default';
    if (absent.includes(id)) throw Object.assign(new Error(), { name: 'OverconstrainedError' });
    const track = new FakeTrack(kind, id);
    opened.push(track);
    return track;
  };
  const media = {
    async getUserMedia(wanted: MediaStreamConstraints) {
      asked.push(Object.keys(wanted).sort().join('+'));
      if (typeof wanted.audio === 'object') suppressed.push(wanted.audio.noiseSuppression);
      if (typeof wanted.video === 'object')
        blurred.push((wanted.video as { backgroundBlur?: boolean }).backgroundBlur);
      const kinds = (['audio', 'video'] as const).filter((kind) => wanted[kind]);
      const tracks = kinds.map((kind) => open(kind, wanted[kind] as MediaTrackConstraints));
      return {
        getTracks: () => tracks,
        getAudioTracks: () => tracks.filter((track) => track.kind === 'audio'),
        getVideoTracks: () => tracks.filter((track) => track.kind === 'video'),
      };
    },
    async enumerateDevices() {
      return [
        { kind: 'videoinput', deviceId: 'cam', label: 'Camera' },
        { kind: 'audioinput', deviceId: '', label: '' },
        { kind: 'audiooutput', deviceId: 'box', label: 'Box' },
      ];
    },
    addEventListener: () => {},
    removeEventListener: () => {},
  };
  return { media: media as unknown as Media, opened, asked, suppressed, blurred, no };
}

function aModel(fake: ReturnType<typeof fakeMedia> | null, keep = memory(), secure = true) {
  return createDevicesModel({ media: fake?.media, secure, keep });
}

const kinds = (model: ReturnType<typeof aModel>) => [
  model.camera.value.kind,
  model.microphone.value.kind,
];

test('both devices open with one question', async () => {
  const fake = fakeMedia();
  const model = aModel(fake);
  await model.open('video');
  assert.deepEqual(kinds(model), ['on', 'on']);
  assert.deepEqual(fake.asked, ['audio+video']);
  assert.deepEqual(model.cameras.value, [{ id: 'cam', label: 'Camera' }]);
  assert.deepEqual(model.microphones.value, [], 'a device without a name cannot be chosen');
});

test('when one stands in the way the other still opens, and the problem has its own name', async () => {
  for (const [name, problem] of [
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['SomethingElse', 'failed'],
  ] as const) {
    const model = aModel(fakeMedia({ video: name }));
    await model.open('video');
    assert.deepEqual(model.camera.value, { kind: 'problem', problem });
    assert.equal(model.microphone.value.kind, 'on');
    assert.deepEqual(model.sending.value, { microphone: 'on', camera: false });
  }
});

test('without https the devices are shut, and it says so', async () => {
  const model = aModel(null, memory(), false);
  await model.open('video');
  assert.deepEqual(model.camera.value, { kind: 'problem', problem: 'insecure' });
  assert.deepEqual(model.microphone.value, { kind: 'problem', problem: 'insecure' });
});

test('after the problem is mended, trying again opens it', async () => {
  const fake = fakeMedia({ audio: 'NotReadableError' });
  const model = aModel(fake);
  await model.open('voice');
  assert.equal(model.microphone.value.kind, 'problem');
  delete fake.no.audio;
  await model.again('microphone');
  assert.equal(model.microphone.value.kind, 'on');
});

test('voice opens no camera, writing opens nothing', async () => {
  const voice = fakeMedia();
  await aModel(voice).open('voice');
  assert.deepEqual(voice.asked, ['audio']);
  const writing = fakeMedia();
  await aModel(writing).open('text');
  assert.deepEqual(writing.asked, []);
});

test('camera off closes the camera; on opens it anew', async () => {
  const fake = fakeMedia();
  const model = aModel(fake);
  await model.open('video');
  const first = model.tracks.value.video as unknown as FakeTrack;
  await model.setCamera(false);
  assert.equal(first.stopped, true, 'its light goes out');
  assert.equal(model.tracks.value.video, null);
  await model.setCamera(true);
  assert.notEqual(model.tracks.value.video, null);
});

test('a camera that opens too late, after it was switched off, is closed again', async () => {
  const fake = fakeMedia();
  const model = aModel(fake);
  const opening = model.setCamera(true);
  await model.setCamera(false);
  await opening;
  assert.equal(model.camera.value.kind, 'off');
  assert.equal(fake.opened.at(-1)?.stopped, true);
});

test('muting silences the open track and is remembered, as is everything chosen', async () => {
  const keep = memory();
  const model = aModel(fakeMedia(), keep);
  await model.open('video');
  model.setMuted(true);
  model.setSelfView(false);
  await model.choose('microphone', 'headset');
  assert.equal((model.tracks.value.audio as unknown as FakeTrack).enabled, false);
  assert.equal(model.sending.value.microphone, 'muted');
  const next = aModel(fakeMedia(), keep);
  await next.open('voice');
  assert.deepEqual(
    [next.choices.value.muted, next.choices.value.selfView, next.choices.value.microphone],
    [true, false, 'headset'],
  );
  assert.equal((next.tracks.value.audio as unknown as FakeTrack).enabled, false);
});

test('the browser takes noise away only where the person wants it', async () => {
  const fake = fakeMedia();
  const keep = memory();
  const model = aModel(fake, keep);
  await model.open('voice');
  model.setView({ noise: 'browser' });
  await settle();
  model.setView({ guide: true });
  await settle();
  assert.deepEqual(
    fake.suppressed,
    [false, true],
    'opened anew for the sound, not for the outline',
  );
  assert.equal(fake.opened[0]?.stopped, true);
  await aModel(fake, keep).open('video');
  assert.deepEqual(fake.suppressed, [false, true, true], 'remembered');
});

test('held, nothing goes out and all stays open; let go, it is as it was', async () => {
  const fake = fakeMedia();
  const model = aModel(fake);
  await model.open('video');
  model.hold(true);
  const enabled = () => fake.opened.map((track) => track.enabled);
  assert.deepEqual(enabled(), [false, false]);
  assert.deepEqual(model.sending.value, { microphone: 'muted', camera: false });
  await model.choose('microphone', 'headset');
  assert.equal(fake.opened.at(-1)?.enabled, false, 'nor does one opened meanwhile');
  model.setMuted(true);
  model.hold(false);
  assert.deepEqual(model.sending.value, { microphone: 'muted', camera: true });
  assert.equal(fake.opened.at(-1)?.enabled, false, 'who muted stays muted');
  model.setMuted(false);
  assert.equal(fake.opened.at(-1)?.enabled, true);
});

test('a chosen device that is gone is replaced by the browser’s own choice', async () => {
  const model = aModel(fakeMedia({}, ['old-headset']));
  await model.choose('microphone', 'old-headset');
  assert.equal((model.tracks.value.audio as unknown as FakeTrack).from, 'default');
});

test('a device that is pulled out is looked for again', async () => {
  const fake = fakeMedia();
  const model = aModel(fake);
  await model.open('voice');
  fake.no.audio = 'NotFoundError';
  (model.tracks.value.audio as unknown as FakeTrack).onended?.();
  await settle();
  assert.deepEqual(model.microphone.value, { kind: 'problem', problem: 'missing' });
});

test('what a phone call takes is said, and comes back by itself or with one tap', async () => {
  const fake = fakeMedia();
  const model = aModel(fake);
  await model.open('voice');
  const track = model.tracks.value.audio as unknown as FakeTrack;
  track.onmute?.();
  assert.equal(model.sending.value.microphone, 'interrupted');
  assert.deepEqual(model.taken.value, ['microphone']);
  track.onunmute?.();
  assert.equal(model.sending.value.microphone, 'on');
  track.onmute?.();
  await model.again('microphone');
  assert.equal(model.sending.value.microphone, 'on');
  assert.deepEqual([track.stopped, model.taken.value], [true, []]);
});

test('a track that another app ended stays called interrupted until it opens again', async () => {
  const fake = fakeMedia();
  const model = aModel(fake);
  await model.open('video');
  fake.no.video = 'NotReadableError';
  (model.tracks.value.video as unknown as FakeTrack).onended?.();
  await settle();
  assert.deepEqual(model.sending.value, { microphone: 'on', camera: 'interrupted' });
  delete fake.no.video;
  await model.again('camera');
  assert.deepEqual(model.sending.value, { microphone: 'on', camera: true });
});

test('closing closes every track', async () => {
  const fake = fakeMedia();
  const model = aModel(fake);
  await model.open('video');
  model.close();
  assert.deepEqual(
    fake.opened.map((track) => track.stopped),
    [true, true],
  );
});

test('unreadable memory counts as nothing chosen', () => {
  const keep = memory();
  for (const rubbish of ['{', '7', 'null', '{"camera":5,"muted":"yes"}']) {
    keep.setItem('rapport.devices', rubbish);
    assert.deepEqual([readChoices(keep).camera, readChoices(keep).muted], [null, false]);
  }
  assert.equal(readChoices(null).selfView, null, 'the person is asked');
  assert.equal(readChoices(null).noise, 'keep');
});

test('errors are told apart by name, also when they are no Error', () => {
  assert.equal(problemOf({ name: 'NotAllowedError' }), 'refused');
  assert.equal(problemOf(null), 'failed');
});

test('browsers are told apart where their settings differ', () => {
  const agents: Array<[string, number, string]> = [
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36',
      0,
      'chromium',
    ],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/156.0 Mobile Safari/537.36', 5, 'chromium_android'],
    ['Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/146.0', 0, 'firefox'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/26.0 Safari/605', 0, 'safari'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/26.0 Safari/605', 5, 'safari_ios'],
    ['Mozilla/5.0 (iPhone) AppleWebKit/605 Version/26.0 Mobile Safari/604', 5, 'safari_ios'],
    ['Something/1.0', 0, 'other'],
  ];
  for (const [agent, touch, kind] of agents) assert.equal(browserKind(agent, touch), kind, agent);
});

test('every problem has its own words and a way out in every browser', () => {
  const problems: DeviceProblem[] = [
    'refused',
    'missing',
    'busy',
    'insecure',
    'unsupported',
    'failed',
  ];
  const said = new Set<string>();
  for (const problem of problems) {
    said.add(problemWords('camera', problem));
    for (const browser of ['chromium', 'firefox', 'safari_ios', 'other'] as const) {
      assert.ok(problemHelp('microphone', problem, browser).length > 20);
    }
  }
  assert.equal(said.size, problems.length);
  assert.match(problemHelp('camera', 'refused', 'firefox'), /Camera/);
});

test('blur is off, offered only where the camera does it, and opens the camera anew when chosen', async () => {
  const fake = fakeMedia();
  const keep = memory();
  const plain = aModel(fake, keep);
  await plain.open('video');
  assert.equal(plain.canBlur.value, false);
  FakeTrack.can = { backgroundBlur: [false, true] };
  try {
    const model = aModel(fake, keep);
    await model.open('video');
    assert.equal(model.canBlur.value, true);
    assert.deepEqual(fake.blurred, [undefined, undefined], 'nobody asked for it');
    model.setView({ blur: true });
    await settle();
    assert.deepEqual(fake.blurred.slice(2), [true]);
    assert.equal(model.camera.value.kind, 'on');
    assert.equal(readChoices(keep).blur, true);
    model.setView({ blur: false });
    await settle();
    assert.deepEqual(fake.blurred.slice(3), [undefined]);
  } finally {
    FakeTrack.can = {};
  }
});
