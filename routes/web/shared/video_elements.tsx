// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { LANGUAGES } from "../../../src/core/languages.ts";
import type { Notice } from "../../../src/core/notice.ts";
import type { PosterFormat, PosterSize, ShownPoster } from "../../../src/core/poster.ts";
import type { Visibility } from "../../../src/core/types.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { nameOfLanguage } from "../words/language_names.ts";
import { currentLocale, words } from "../words/words.ts";
import type { Status } from "./status.ts";

/** The name of a language in the page's; null while it is unknown. */
export function languageName(code: string | null): string | null {
  return nameOfLanguage(code, currentLocale());
}

/** As `English, 97% sure`: with the probability where it was detected. null while it is unknown. */
export function languageText({ language, languageProbabilities: [first] }: Video): string | null {
  const name = languageName(language);
  return name && first?.language === language ? words().common.languageDetected(name, first.probability) : name;
}

/** The address of the picture that stands for a video; another picture has another one. */
export function thumbnailUrl(
  videoId: string,
  { version }: ShownPoster,
  { format = "jpg", size = "small" }: { format?: PosterFormat; size?: PosterSize } = {},
): string {
  const query = new URLSearchParams({ ...(size === "large" && { size }), ...(version && { v: version }) }).toString();
  return `/api/stream/${videoId}/thumbnail.${format}${query && `?${query}`}`;
}

/** The picture that stands for a video in lists. */
export function Thumbnail({ videoId, poster, width, height }: {
  videoId: string;
  poster: ShownPoster;
  /** Pixels, for the layout before it is there. */
  width: number;
  height: number;
}) {
  const image = (
    <img src={thumbnailUrl(videoId, poster)} alt="" loading="lazy" width={String(width)} height={String(height)} />
  );
  if (!poster.hasWebp) return image;
  return (
    <picture>
      <source srcset={thumbnailUrl(videoId, poster, { format: "webp" })} type="image/webp" />
      {image}
    </picture>
  );
}

/** The state of a video. Reasons of failures are shown to those who may change it. */
export function Badges({ status, video, mayChange }: { status: Status; video: Video; mayChange: boolean }) {
  const retryUrl = status.retry === "captions"
    ? `/api/videos/${video.id}/captions/regenerate`
    : `/videos/${video.id}/retry`;
  return (
    <p class="badges" data-part="badges">
      {status.badges.map((badge) => <span class={`badge ${badge.kind}`}>{badge.text}</span>)}
      {mayChange && status.retry && (
        <button type="button" class="button" data-action="retry" data-url={retryUrl}>{words().common.tryAgain}</button>
      )}
      {mayChange && status.reasons.map((reason) => <span class="reason">{reason}</span>)}
    </p>
  );
}

/** @param props.names what the choices are called and mean; those of a video by default */
export function VisibilityChoice({ id, label, value, names = words().common }: {
  id?: string;
  label: string;
  value: Visibility;
  names?: { visibilities: Record<Visibility, string>; visibilityMeanings: Record<Visibility, string> };
}) {
  return (
    <select id={id} name="visibility" aria-label={label} autocomplete="off">
      {(["private", "unlisted", "public"] as const).map((name) => (
        <option value={name} selected={name === value} title={names.visibilityMeanings[name]}>
          {names.visibilities[name]}
        </option>
      ))}
    </select>
  );
}

export function LanguageChoice({ id, value }: { id: string; value: string | null }) {
  const languages = Object.keys(LANGUAGES).map((code) => ({ code, name: languageName(code)! }));
  languages.sort((a, b) => a.name.localeCompare(b.name, currentLocale()));
  return (
    <select id={id} name="language" autocomplete="off">
      <option value="" selected={!value}>{words().common.detectLanguage}</option>
      {languages.map(({ code, name }) => <option value={code} selected={code === value}>{name}</option>)}
    </select>
  );
}

/** What the owner should know about a file. What the server stores in English is marked as such. */
export function NoticeText({ notice: { code, text, reasons = [] } }: { notice: Notice }) {
  const { player: { notice }, about: { sound } } = words();
  const sentence = notice(code);
  if (sentence === undefined) return <span lang="en">{text}</span>;
  // why a new file or picture was not taken is known in English alone
  if (code === "not_replaced" || code === "not_taken") {
    return (
      <>
        {sentence} <span lang="en">{text}</span>
      </>
    );
  }
  return <>{[sentence, ...reasons.flatMap((reason) => sound.reason(reason, "", ""))].join(" ").trim()}</>;
}
