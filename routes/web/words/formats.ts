import type { Locale } from "./locales.ts";

/** A text for each form of plural that the language has; the first `#` becomes the number: names may follow it. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

type Unit = "second" | "minute" | "hour" | "day";

/** How a language writes numbers, sizes, dates and lists. The same on pages and in scripts. */
export interface Formats {
  locale: Locale;
  /** `1,234.5` */
  number(n: number, options?: Intl.NumberFormatOptions): string;
  /** `1 video`, `12 videos`. */
  plural(n: number, forms: PluralForms): string;
  /** `42%`. Never 100 before the end. @param fraction 0 to 1 */
  percent(fraction: number): string;
  /** `812 B`, `1.4 MB`, `12 GB`: powers of 1000, as the systems' file managers and networks count. */
  bytes(count: number): string;
  /** `3 min`: a number of units of time. */
  time(n: number, unit: Unit): string;
  /** `a, b and c`, or with "disjunction": `a, b or c`. */
  list(items: readonly string[], type?: "conjunction" | "disjunction"): string;
  /** `29 Nov 2026`. */
  date(at: Date): string;
  /** `29 Nov 2026, 21:47`, in the time zone of the program: only for browsers. */
  dateTime(at: Date): string;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"];

export function formatsOf(locale: Locale): Formats {
  const whole = new Intl.NumberFormat(locale);
  const rules = new Intl.PluralRules(locale);
  const percents = new Intl.NumberFormat(locale, { style: "percent" });
  const number: Formats["number"] = (n, options) =>
    options ? new Intl.NumberFormat(locale, options).format(n) : whole.format(n);
  return {
    locale,
    number,
    plural: (n, forms) => (forms[rules.select(n)] ?? forms.other).replace("#", () => number(n)),
    percent(fraction) {
      const f = Math.min(1, Math.max(0, fraction));
      return percents.format(f < 1 ? Math.min(0.99, Math.floor(f * 100) / 100) : 1);
    },
    bytes(count) {
      let n = Math.max(0, count);
      let unit = 0;
      while (n >= 999.5 && unit < BYTE_UNITS.length - 1) {
        n /= 1000;
        unit++;
      }
      const digits = unit > 0 && n < 9.95 ? 1 : 0;
      return `${number(n, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${BYTE_UNITS[unit]}`;
    },
    time: (n, unit) => number(n, { style: "unit", unit, unitDisplay: "short" }),
    list: (items, type = "conjunction") => new Intl.ListFormat(locale, { type }).format(items),
    date: (at) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(at),
    dateTime: (at) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(at),
  };
}
