// SPDX-License-Identifier: Apache-2.0
import { encode } from 'uqr';
import './factors.css';

type QrCodeProps = {
  text: string;
  /** What it is, for those who do not see it. */
  label: string;
};

/** A picture that a phone's camera reads; drawn here, so that no other host learns what is in it. */
export function QrCode({ text, label }: QrCodeProps) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
