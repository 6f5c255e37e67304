// SPDX-License-Identifier: Apache-2.0
import './icon.css';

// Our own drawings on a grid of 24, one line width. Each is a list of paths.
const drawings = {
  lock: ['M7 11V8a5 5 0 0 1 10 0v3', 'M6 11h12v9H6z'],
  phone: [
    'M5 4h4l1.5 5-2.3 1.6a13 13 0 0 0 5.2 5.2L15 13.5l5 1.5v4c0 .6-.5 1-1 1A15 15 0 0 1 4 5c0-.5.4-1 1-1z',
  ],
  leave: ['M10 4H5v16h5', 'M10 12h10', 'M16 8l4 4-4 4'],
  today: [
    'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
    'M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4',
  ],
  work: ['M9 6a6 6 0 1 0 0 12A6 6 0 0 0 9 6z', 'M15 6a6 6 0 1 1 0 12 6 6 0 0 1 0-12z'],
  journal: [
    'M6 4h11a1 1 0 0 1 1 1v15H7.500A1.500 1.500 0 0 1 6 18.500z',
    'M6 18.500A1.500 1.500 0 0 1 7.500 17H18',
    'M9.500 8h5',
  ],
  people: [
    'M9 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
    'M3.5 19c0-3 2.5-5 5.5-5s5.5 2 5.5 5',
    'M15.5 5.3a3 3 0 0 1 0 5.4',
    'M17 14.4c2 .6 3.5 2.3 3.5 4.6',
  ],
  person: [
    'M12 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z',
    'M5.5 20c0-3.3 2.9-5.5 6.5-5.5s6.5 2.2 6.5 5.5',
  ],
  calendar: ['M5 6h14v13H5z', 'M5 10h14', 'M9 4v4M15 4v4'],
  clock: ['M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z', 'M12 8v4l3 2'],
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  cross: ['M6 6l12 12M18 6L6 18'],
  plus: ['M12 5v14M5 12h14'],
  arrow: ['M5 12h14', 'M13 6l6 6-6 6'],
  back: ['M19 12H5', 'M11 6l-6 6 6 6'],
  copy: ['M9 9h10v11H9z', 'M15 9V4H5v11h4'],
  link: [
    'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1',
    'M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  ],
  print: ['M7 9V4h10v5', 'M7 16H4V9h16v7h-3', 'M7 14h10v6H7z'],
  eye: [
    'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z',
    'M12 9.500a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  ],
  eyeOff: [
    'M4 4l16 16',
    'M9.5 6c.8-.3 1.6-.5 2.5-.5 6 0 9.5 6.5 9.5 6.500a17 17 0 0 1-3 3.6',
    'M6 8a16 16 0 0 0-3.5 4S6 18.5 12 18.500c1.4 0 2.6-.3 3.7-.8',
    'M10.2 10.200a2.5 2.5 0 0 0 3.6 3.6',
  ],
  mic: [
    'M12 4a2.5 2.5 0 0 1 2.5 2.500v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4z',
    'M6.5 11a5.5 5.5 0 0 0 11 0',
    'M12 16.500V20',
  ],
  micOff: [
    'M4 4l16 16',
    'M14.5 10V6.500a2.5 2.5 0 0 0-4.7-1.2',
    'M9.5 9.500v2a2.5 2.5 0 0 0 3.7 2.2',
    'M6.5 11a5.5 5.5 0 0 0 8.6 4.500M17.5 11a5.4 5.4 0 0 1-.6 2.5',
    'M12 16.500V20',
  ],
  camera: ['M4 7.500h11v9H4z', 'M15 11l5-3v8l-5-3'],
  cameraOff: ['M4 4l16 16', 'M8.5 7.500H15v6.500M13.5 16.500H4v-9h.5', 'M15 11l5-3v8l-2.5-1.5'],
  chat: ['M4 5h16v11H10l-4 3.500V16H4z'],
  page: ['M6 4h12v16H6z', 'M9 8h6M9 12h6M9 16h3'],
  hand: [
    'M8 12V6.500a1.5 1.5 0 0 1 3 0V11',
    'M11 10.500v-6a1.5 1.5 0 0 1 3 0V11',
    'M14 11V6a1.5 1.5 0 0 1 3 0v8c0 3.5-2.2 6-5.5 6-2.7 0-4-1.2-5.2-3.500L4.5 13a1.5 1.5 0 0 1 2.6-1.400L8 13',
  ],
  alert: ['M12 4l9 16H3z', 'M12 10v4.500M12 17v.5'],
  info: ['M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z', 'M12 11v5M12 8v.5'],
  speaker: ['M4 10v4h3.500L12 18V6L7.5 10z', 'M15 9.500a3.5 3.5 0 0 1 0 5M17.5 7a7 7 0 0 1 0 10'],
  settings: [
    'M4 7h9M17 7h3M4 17h3M11 17h9',
    'M15 5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
    'M9 15a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  ],
  leaf: ['M5 19C5 10 10 5 20 4c0 10-5 15-12 14', 'M5 19c2-5 5-8 9-10'],
  self: [
    'M4 5h16v14H4z',
    'M12 8.500a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.600z',
    'M8 18.500c.4-2.1 2-3.2 4-3.200s3.6 1.1 4 3.2',
  ],
  send: ['M4 12L20 5l-5 15-3.5-6.500z', 'M11.5 13.500L20 5'],
} as const;

/** The names of the drawings. */
export type IconName = keyof typeof drawings;

type IconProps = {
  name: IconName;
  /** Said aloud; without it the drawing is decoration beside a word. */
  label?: string;
};

/** A small line drawing in the colour of the words around it. */
export function Icon({ name, label }: IconProps) {
  const paths = drawings[name].map((d) => <path key={d} d={d} />);
  if (label === undefined)
    return (
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        {paths}
      </svg>
    );
  return (
    <svg class="icon" viewBox="0 0 24 24" role="img" aria-label={label}>
      {paths}
    </svg>
  );
}
