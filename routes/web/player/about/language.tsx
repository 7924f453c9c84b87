import type { Video } from "../../../../src/db/videos/videos.ts";
import { words } from "../../words/words.ts";
import { languageName, languageText } from "../../shared/video_elements.tsx";

/** The language that Whisper detected, in one line: empty where it was given, or a person chose another since. */
export function LanguageLine({ video }: { video: Video }) {
  const isDetected = languagesOf(video).length > 0;
  return (
    <span class="about-line" data-part="about-language-line" data-state={isDetected ? "ready" : "none"}>
      <span class="about-name">{words().about.language}</span> {isDetected && <span>{languageText(video)}</span>}
    </span>
  );
}

/** All languages that Whisper found likely. */
export function Languages({ video }: { video: Video }) {
  return (
    <div class="about-details" data-part="about-language">
      <ul class="found-list">
        {languagesOf(video).map(({ language, probability }) => (
          <li>
            {languageName(language)} <span class="about-note">{words().formats.percent(probability)}</span>
          </li>
        ))}
      </ul>
      <p class="about-maker">
        <span>{words().about.languageHelp}</span>
      </p>
    </div>
  );
}

function languagesOf({ language, languageProbabilities }: Video): Video["languageProbabilities"] {
  return languageProbabilities[0]?.language === language ? languageProbabilities : [];
}
