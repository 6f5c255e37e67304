// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import type { FaceAt } from './device-choices';
import { Poster } from './Poster';
import { RemoteSound } from './RemoteSound';
import type { Other } from './room-others';
import { posterWords } from './room-words';
import { TrackVideo } from './TrackVideo';

type RoomStageProps = {
  others: Other[];
  /** The chosen speaker; null leaves it to the browser. */
  speaker: string | null;
  faceAt: FaceAt;
  /** In writing the page is the conversation: no pictures and no names in their place. */
  inWriting: boolean;
  /** Who is not private: then no face is shown. */
  covered: string | null;
  /** Nothing is heard either. */
  silent: boolean;
};

/** The faces: one fills the room, two stand side by side, or above each other on a narrow screen. */
export function RoomStage(props: RoomStageProps) {
  const { others, speaker, faceAt, inWriting, covered, silent } = props;
  return (
    <>
      {covered !== null && (
        <div class="room-covered">
          <p>
            {t('{name} is not alone. Everything waits until they are back.', { name: covered })}
          </p>
        </div>
      )}
      {!inWriting && covered === null && (
        <div class="room-faces" data-faces={others.length} data-face-at={faceAt}>
          {others.map((other) => (
            <Face key={other.key} other={other} named={others.length > 1} />
          ))}
        </div>
      )}
      {!silent &&
        others.map(
          ({ key, voice }) =>
            voice !== null && <RemoteSound key={key} track={voice} speaker={speaker} />,
        )}
    </>
  );
}

/** `named`: with two faces each has its name below it. */
function Face({ other, named }: { other: Other; named: boolean }) {
  const { name, picture } = other;
  return (
    <div class="room-face">
      {picture !== null ? (
        <>
          <TrackVideo track={picture} label={t('{name}, live', { name })} class="room-picture" />
          {named && <p class="room-face-name">{name}</p>}
        </>
      ) : (
        <Poster name={name} note={posterWords(other)} />
      )}
    </div>
  );
}
