// SPDX-License-Identifier: Apache-2.0
import './recovery.css';

/** Eight words to compare. */
export function KeyWords({ words }: { words: readonly string[] }) {
  return (
    <p class="key-words" lang="en" translate={false}>
      {words.map((word, at) => (
        <span key={`${at} ${word}`}>{word} </span>
      ))}
    </p>
  );
}
