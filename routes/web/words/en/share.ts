import { formats } from "./formats.ts";

const { percent } = formats;

/** How to pass a video on, and its files. */
export const share = {
  share: "Share",
  shareOf: (title: string) => `Share ${title}`,
  heading: "Share: <title/>",
  link: "Link",
  copyLink: "Copy link",
  startAt: "Start at",
  startTime: "Start time",
  privateLink: "Only you can open this link. Choose “Unlisted”, and anyone who has it can watch.",
  qr: "QR code",
  sendTo: "Send to an app",
  embed: "Embed",
  embedHelp: "HTML for another page",
  size: "Size",
  asWideAsItsPlace: "As wide as its place",
  copyCode: "Copy code",
  download: "Download",
  downloadOf: (title: string) => `Download ${title}`,
  downloadHeading: "Download: <title/>",
  video: "Video",
  sizeOf: (name: string, size: string) => `${name}, ${size}`,
  original: (shortSide: number) => `Original, ${shortSide}p`,
  sound: "Sound",
  downloadVideo: (size: string) => `Download the video: ${size}`,
  captions: "Captions",
  noCaptions: "There are no captions to download yet.",
  captionsAs: (format: string) => `Download the captions as ${format}`,
  trackAs: (track: string, format: string) => `Download the captions (${track}) as ${format}`,
  withCaptions: "Video with captions",
  exports: {
    mp4: "Make and download the video as MP4 with all captions",
    mkv: "Make and download the video as MKV with all captions",
    burned: "Make and download the video as MP4 with captions in the picture",
    burnedShort: "In the picture",
  },
  burnTrack: "Captions in the picture",
};

export const shareScript = {
  close: "Close",
  gone: "It does not exist any more.",
  linkCopied: "The link is copied.",
  linkAtCopied: (time: string) => `The link that starts at ${time} is copied.`,
  codeCopied: "The code is copied.",
  notCopied: "This browser does not allow copying here. The text is selected: copy it with Ctrl+C.",
  wrongTime: (text: string) => `“${text}” is not a time. Write it as 1:23 or 83.`,
  visibilityNow: { private: "It is private now.", unlisted: "It is unlisted now.", public: "It is public now." },
  waiting: "Waiting",
  percent,
  exportFailed: "The file could not be made.",
  exportReady: "The file is ready, and its download begins. It is kept for a day.",
};
