/** ISO 639-2 codes of Whisper's languages, as media files name them. */
const CODES =
  ("en eng zh chi de ger es spa ru rus ko kor fr fre ja jpn pt por tr tur pl pol ca cat nl dut ar ara sv swe " +
    "it ita id ind hi hin fi fin vi vie he heb uk ukr el gre ms may cs cze ro rum da dan hu hun ta tam no nor th tha " +
    "ur urd hr hrv bg bul lt lit la lat mi mao ml mal cy wel sk slo te tel fa per lv lav bn ben sr srp az aze sl slv " +
    "kn kan et est mk mac br bre eu baq is ice hy arm ne nep mn mon bs bos kk kaz sq alb sw swa gl glg mr mar pa pan " +
    "si sin km khm sn sna yo yor so som af afr oc oci ka geo be bel tg tgk sd snd gu guj am amh yi yid lo lao uz uzb " +
    "fo fao ht hat ps pus tk tuk nn nno mt mlt sa san lb ltz my bur bo tib tl tgl mg mlg as asm tt tat ln lin ha hau " +
    "ba bak jw jav su sun").split(" ");

/** The code of a language in a media file: three letters, or the tag itself where it has none. */
export function fileLanguage(language: string): string {
  const at = CODES.findIndex((code, i) => i % 2 === 0 && code === language);
  return at < 0 ? language : CODES[at + 1];
}
