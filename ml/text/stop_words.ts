/** English words that are part of no phrase: function words, and what people say without meaning it. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  ("a about above across actually after again against ago ah all almost along already also although always am among an " +
    "and another any anybody anyone anything anyway are aren't around as at away back basically be became because " +
    "become been before behind being below between both bit but by call called came can can't cannot certain certainly " +
    "come comes coming could couldn't course day did didn't do does doesn't doing don't done down during each either else " +
    "enough especially even ever every everybody everyone everything exactly far few first five for four from front " +
    "gave get gets getting give gives go goes going gone gonna good got gotta great guy guys had half has hasn't have " +
    "haven't having he he'd he'll he's hello her here here's hers herself hey hi him himself his hour hours how however " +
    "hundred i i'd i'll i'm i've if important in indeed inside instead into is isn't it it'd it'll it's its itself just " +
    "keep kept kind knew know knows last later least left less let let's like little ll long look looking looks lot lots " +
    "made make makes making many may maybe me mean means might mine minute minutes month months more most much must my " +
    "myself near need needs never new next nice no nobody none nor not nothing now number of off often oh ok okay old on " +
    "once one ones only onto or other others our ours ourselves out over own part people perhaps place please pretty " +
    "probably put quite rather re really right said same saw say saying says see seem seems seen sense set several shall she " +
    "she'd she'll she's should shouldn't show side since six small so some somebody someone something sometimes soon sort " +
    "still stuff such sure take takes taking talk talking tell ten than thank thanks that that'll that's the their theirs " +
    "them themselves then there there's these they they'd they'll they're they've thing things think this those though " +
    "thought thousand three through time times to today together told tomorrow tonight too took toward towards tried try " +
    "trying turn two uh um under until up upon us use used using usually ve very video want wanted wants was wasn't way " +
    "we we'd we'll we're we've week weeks welcome well went were weren't what what's whatever when where whether which " +
    "while who who's whole whom whose why will with within without won't word words would wouldn't yeah year years yes " +
    "yesterday yet you you'd you'll you're you've your yours yourself whichever big better best bad different easy hard " +
    "high low able add added ask asked bring brought end find found full gets happen happened happens help hold idea" +
    " second seconds third start started starting stop point question reason simply simple start works work working")
    .split(" "),
);
