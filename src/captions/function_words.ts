/** Words that decide where a line should end. */
export interface FunctionWords {
  /** Articles, possessives and the like: a line should not end after one. */
  determiners: Set<string>;
  /** A line likes to end before one, and not after it. */
  prepositions: Set<string>;
  /** A line likes to end before one, and not after it. */
  conjunctions: Set<string>;
  /** Auxiliaries, negations and subject pronouns: they stay with the word that follows. */
  leaning: Set<string>;
}

function words(determiners: string, prepositions: string, conjunctions: string, leaning: string): FunctionWords {
  const set = (list: string) => new Set(list.split(" "));
  return {
    determiners: set(determiners),
    prepositions: set(prepositions),
    conjunctions: set(conjunctions),
    leaning: set(leaning),
  };
}

/** By language code; in other languages only punctuation and length decide. */
export const FUNCTION_WORDS: Record<string, FunctionWords> = {
  en: words(
    "a an the my your his her its our their this these those every each some any no mr. mrs. ms. dr. prof. st.",
    "about above across after against along among around as at before behind below beneath beside between beyond by down during for from in inside into like near of off on onto out over past since through throughout to toward towards under until up upon with within without",
    "and but or nor so yet because although though while whereas if unless than that when where which who whose how why whether",
    "i you he she it we they is am are was were be been being have has had do does did will would shall should can could may might must not don't didn't won't can't i'm it's there very too",
  ),
  es: words(
    "el la los las un una unos unas mi mis tu tus su sus nuestro nuestra este esta estos estas ese esa cada al del",
    "a ante bajo con contra de desde durante en entre hacia hasta para por según sin sobre tras",
    "y e o u ni pero sino aunque porque pues que si cuando donde como mientras cuyo",
    "yo tú él ella nosotros ellos ellas se me te le les lo nos no muy más ha han he había es son era fue está están",
  ),
  pt: words(
    "o a os as um uma uns umas meu minha teu tua seu sua nosso nossa este esta esse essa cada ao à do da dos das no na nos nas",
    "ante após até com contra de desde em entre para por perante sem sob sobre",
    "e ou nem mas porém porque pois que se quando onde como enquanto embora",
    "eu tu ele ela nós eles elas se me te lhe não muito mais é são era foi está estão tem",
  ),
  fr: words(
    "le la les un une des du au aux mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces chaque",
    "à après avant avec chez contre dans de depuis derrière dès devant en entre jusque malgré par parmi pendant pour sans selon sous sur vers",
    "et ou ni mais car donc or que qui si quand lorsque où comme parce puisque tandis dont",
    "je tu il elle on nous vous ils elles se me te ne pas très plus est sont était a ont avait y lui",
  ),
  de: words(
    "der die das den dem des ein eine einen einem einer eines mein meine dein deine sein seine ihr ihre unser unsere dieser diese dieses jeder jede jedes kein keine keinen im am zum zur vom beim ins ans",
    "an auf aus bei bis durch für gegen hinter in mit nach neben ohne seit über um unter von vor während wegen zu zwischen",
    "und oder aber sondern denn doch dass daß weil wenn als ob obwohl damit während wie wo",
    "ich du er sie es wir man sich nicht sehr zu ist sind war waren hat haben hatte wird werden wurde kann",
  ),
  it: words(
    "il lo la i gli le un uno una mio mia tuo tua suo sua nostro nostra questo questa quel quella ogni al allo alla ai agli alle del dello della dei degli delle nel nella nei sul sulla dal dalla",
    "a con contro da di dopo durante fra in per presso senza sopra sotto su tra verso",
    "e ed o oppure né ma però perché che se quando dove come mentre sebbene cui",
    "io tu lui lei noi voi loro si mi ti ci vi non molto più è sono era ha hanno",
  ),
  nl: words(
    "de het een mijn jouw zijn haar ons onze hun deze dit die dat elke elk geen",
    "aan achter bij binnen door in langs met na naar naast om onder op over per sinds te tegen tot tussen uit van voor zonder",
    "en of maar want dus dat omdat als wanneer terwijl hoewel toen waar die",
    "ik je jij hij ze zij wij we er niet zeer is was waren heeft hebben had wordt zal kan",
  ),
};
