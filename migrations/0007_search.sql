-- 0007_search.sql: what is said in the videos can be searched. The current revision of each track lies here once more, cut
-- into words and in passages of 16 cues, so that the index has a row for a passage and not for each of millions of cues.
-- Triggers keep it so at the end of each transaction, whoever switches a revision or changes who may watch.
--
-- A word is a run of letters and digits; of scripts that put no spaces between words, each character is one. Its unit is
-- what it is compared by: lower case, its stem by the dictionary of the track's language, without accents. Where the stem
-- of the word without its accents differs it is the unit too, after a slash ("aim/aime" for aimée), so that who types none
-- finds it. Written out here and not left to the server's locale or to extensions, which not every server has.

drop index streamforge.cues_text;

-- stems without stop words: "to be or not to be" is a phrase
do $$
declare
  stemmer record;
begin
  for stemmer in select * from (values ('ar', 'arabic'), ('ca', 'catalan'), ('da', 'danish'), ('de', 'german'),
    ('el', 'greek'), ('en', 'english'), ('es', 'spanish'), ('et', 'estonian'), ('eu', 'basque'), ('fi', 'finnish'),
    ('fr', 'french'), ('ga', 'irish'), ('hi', 'hindi'), ('hu', 'hungarian'), ('hy', 'armenian'), ('id', 'indonesian'),
    ('it', 'italian'), ('lt', 'lithuanian'), ('ne', 'nepali'), ('nl', 'dutch'), ('no', 'norwegian'),
    ('pt', 'portuguese'), ('ro', 'romanian'), ('ru', 'russian'), ('sr', 'serbian'), ('sv', 'swedish'), ('ta', 'tamil'),
    ('tr', 'turkish'), ('yi', 'yiddish')) as known (language, name)
  loop
    begin
      execute format('create text search dictionary streamforge.stem_%s (template = pg_catalog.snowball, language = %s)',
        stemmer.language, stemmer.name);
    exception when undefined_object or invalid_parameter_value then
      null; -- one that this version of Postgres does not have yet: such words are compared whole
    end;
  end loop;
end $$;

-- 'en' for en and en-GB; '' where words have no stems
create function streamforge.search_stemmer(language text) returns text language sql stable as $$
  select coalesce((
    select substr(d.dictname, 6) from pg_catalog.pg_ts_dict d
    where d.dictnamespace = 'streamforge'::regnamespace and d.dictname = 'stem_' || case split_part(lower($1), '-', 1)
      when 'nb' then 'no' when 'nn' then 'no' else split_part(lower($1), '-', 1) end), '')
$$;

-- in three steps, of letters that are common and those that are not: translate() takes as long as its list
create function streamforge.search_lower(word text) returns text language plpgsql immutable strict parallel safe as $$
declare
  low text := lower(word collate "C");
begin
  if octet_length(low) = length(low) then return low; end if;
  if low ~ '[ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ]' then
    low := translate(low,
      'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ',
      'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįiĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżž');
  end if;
  if low ~ '[ͰͲͶͿΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫϏϘϚϜϞϠϢϤϦϨϪϬϮϴϷϹϺϽϾϿЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ]' then
    low := translate(low,
      'ͰͲͶͿΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫϏϘϚϜϞϠϢϤϦϨϪϬϮϴϷϹϺϽϾϿЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ',
      'ͱͳͷϳάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋϗϙϛϝϟϡϣϥϧϩϫϭϯθϸϲϻͻͼͽѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюя');
  end if;
  if low ~ '[ƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƠƢƤƦƧƩƬƮƯƱƲƳƵƷƸƼǄǅǇǈǊǋǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǱǲǴǶǷǸǺǼǾȀȂȄȆȈȊȌȎȐȒȔȖȘȚȜȞȠȢȤȦȨȪȬȮȰȲȺȻȽȾɁɃɄɅɆɈɊɌɎѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẞẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỺỼỾἈἉἊἋἌἍἎἏἘἙἚἛἜἝἨἩἪἫἬἭἮἯἸἹἺἻἼἽἾἿὈὉὊὋὌὍὙὛὝὟὨὩὪὫὬὭὮὯᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩᾪᾫᾬᾭᾮᾯᾸᾹᾺΆᾼῈΈῊΉῌῘῙῚΊῨῩῪΎῬῸΌῺΏῼＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ]' then
    low := translate(low,
      'ƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƠƢƤƦƧƩƬƮƯƱƲƳƵƷƸƼǄǅǇǈǊǋǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǱǲǴǶǷǸǺǼǾȀȂȄȆȈȊȌȎȐȒȔȖȘȚȜȞȠȢȤȦȨȪȬȮȰȲȺȻȽȾɁɃɄɅɆɈɊɌɎѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẞẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỺỼỾἈἉἊἋἌἍἎἏἘἙἚἛἜἝἨἩἪἫἬἭἮἯἸἹἺἻἼἽἾἿὈὉὊὋὌὍὙὛὝὟὨὩὪὫὬὭὮὯᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩᾪᾫᾬᾭᾮᾯᾸᾹᾺΆᾼῈΈῊΉῌῘῙῚΊῨῩῪΎῬῸΌῺΏῼＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ',
      'ɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵơƣƥʀƨʃƭʈưʊʋƴƶʒƹƽǆǆǉǉǌǌǎǐǒǔǖǘǚǜǟǡǣǥǧǩǫǭǯǳǳǵƕƿǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȝȟƞȣȥȧȩȫȭȯȱȳⱥȼƚⱦɂƀʉʌɇɉɋɍɏѡѣѥѧѩѫѭѯѱѳѵѷѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӂӄӆӈӊӌӎӑӓӕӗәӛӝӟӡӣӥӧөӫӭӯӱӳӵӷӹӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕßạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹỻỽỿἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὑὓὕὗὠὡὢὣὤὥὦὧᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱὰάᾳὲέὴήῃῐῑὶίῠῡὺύῥὸόὼώῳａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ');
  end if;
  return low;
end $$;

-- of lower case
create function streamforge.search_plain(word text) returns text language plpgsql immutable strict parallel safe as $$
declare
  plain text := word;
begin
  if octet_length(plain) = length(plain) then return plain; end if;
  if plain ~ '[ßæœ]' then plain := replace(replace(replace(plain, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'); end if;
  plain := regexp_replace(plain,
    '[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u200c\u200d]',
    '', 'g');
  if plain ~ '[àáâãäåçèéêëìíîïðñòóôõöøùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľłńņňŋōŏőŕŗřśŝşšţťŧũūŭůűųŵŷźżžſ]' then
    plain := translate(plain,
      'àáâãäåçèéêëìíîïðñòóôõöøùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľłńņňŋōŏőŕŗřśŝşšţťŧũūŭůűųŵŷźżžſ',
      'aaaaaaceeeeiiiidnoooooouuuuyyaaaccccddeeeeegggghhiiiiijkllllnnnnooorrrsssstttuuuuuuwyzzzs');
  end if;
  if plain ~ '[ʹΐάέήίΰςϊϋόύώϐϑϒϓϔϕϖϰϱϲϵѐёѓќѝ]' then
    plain := translate(plain,
      'ʹΐάέήίΰςϊϋόύώϐϑϒϓϔϕϖϰϱϲϵѐёѓќѝ',
      'ʹιαεηιυσιυουωβθυυυφπκρςεеегки');
  end if;
  if plain ~ '[ƒơưǎǐǒǔǖǘǚǜǟǡǣǧǩǫǭǯǰǵǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳѷӂӑӓӗӛӝӟӣӥӧӫӭӯӱӳӵӹḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕẖẗẘẙẛạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὐὑὒὓὔὕὖὗὠὡὢὣὤὥὦὧὰάὲέὴήὶίὸόὺύὼώᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱᾲᾳᾴᾶᾷιῂῃῄῆῇῐῑῒΐῖῗῠῡῢΰῤῥῦῧῲῳῴῶῷ０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚأإآٱىکی٠۰١۱٢۲٣۳٤۴٥۵٦۶٧۷٨۸٩۹]' then
    plain := translate(plain,
      'ƒơưǎǐǒǔǖǘǚǜǟǡǣǧǩǫǭǯǰǵǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳѷӂӑӓӗӛӝӟӣӥӧӫӭӯӱӳӵӹḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕẖẗẘẙẛạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὐὑὒὓὔὕὖὗὠὡὢὣὤὥὦὧὰάὲέὴήὶίὸόὺύὼώᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱᾲᾳᾴᾶᾷιῂῃῄῆῇῐῑῒΐῖῗῠῡῢΰῤῥῦῧῲῳῴῶῷ０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚأإآٱىکی٠۰١۱٢۲٣۳٤۴٥۵٦۶٧۷٨۸٩۹',
      'fouaiouuuuuaaægkooʒjgnaæøaaeeiioorruusthaeooooyѵжааеәжзииоөэууучыabbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrsssssttttuuuuuvvwwwwwxxyzzzhtwysaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyyααααααααεεεεεεηηηηηηηηιιιιιιιιοοοοοουυυυυυυυωωωωωωωωααεεηηιιοουυωωααααααααηηηηηηηηωωωωωωωωαααααααιηηηηηιιιιιιυυυυρρυυωωωωω0123456789abcdefghijklmnopqrstuvwxyzاااايكي00112233445566778899');
  end if;
  return plain;
end $$;

-- by the dictionary of a language; null: none
create function streamforge.search_unit(word text, dictionary regdictionary) returns text
language plpgsql immutable parallel safe as $$
declare
  low text := streamforge.search_lower(left(word, 60));
  plain text := streamforge.search_plain(low);
  stem text;
  plain_stem text;
begin
  if plain = '' then return '_'; end if; -- marks without a letter
  if dictionary is null or length(low) = 1 then return plain; end if;
  stem := coalesce(nullif(streamforge.search_plain((ts_lexize(dictionary, low))[1]), ''), plain);
  if low = plain then return stem; end if;
  plain_stem := coalesce(nullif((ts_lexize(dictionary, plain))[1], ''), plain);
  return case when stem = plain_stem then stem else stem || '/' || plain_stem end;
end $$;

create function streamforge.search_dictionary(stemmer text) returns regdictionary language sql stable as $$
  select oid::regdictionary from pg_catalog.pg_ts_dict
  where dictnamespace = 'streamforge'::regnamespace and dictname = 'stem_' || $1
$$;

-- the words of a text in order; the same pattern cuts queries and marks results in src/db/search/words.ts
create function streamforge.search_words(text) returns table (word text, place bigint)
language sql immutable parallel safe as $$
  select m[1], place from regexp_matches($1,
    '[\u0e00-\u0e3e\u0e40-\u0e4e\u0e50-\u0e59\u0e5c-\u0eff\u0f00-\u0f03\u0f15-\u0f39\u0f3e-\u0fff\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3\u17d7\u17dc-\u17ff\u3005-\u3007\u3021-\u302f\u3031-\u3035\u303b-\u303c\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]|[^\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00ac\u00ae-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u037e\u0387\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05c6\u05f3-\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06dd\u06e9\u0700-\u070d\u0964-\u0965\u0970\u0df4\u0e3f\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14\u0f3a-\u0f3d\u104a-\u104f\u10fb\u1360-\u1368\u1400\u166e\u1680\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u2000-\u200b\u200e-\u206f\u207a-\u207e\u208a-\u208e\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ua8ce-\ua8cf\ufd3e-\ufd3f\ufe00-\ufe1f\ufe30-\ufe6f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff\U0001f000-\U0001faff\U000e0000-\U000e0fff\u0e00-\u0e3e\u0e40-\u0e4e\u0e50-\u0e59\u0e5c-\u0eff\u0f00-\u0f03\u0f15-\u0f39\u0f3e-\u0fff\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3\u17d7\u17dc-\u17ff\u3005-\u3007\u3021-\u302f\u3031-\u3035\u303b-\u303c\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+',
    'g') with ordinality t (m, place)
$$;

-- two units in a row, as one of a million numbers: an index of the pairs themselves would be larger than the captions
create function streamforge.search_pair(text, text) returns text language sql immutable parallel safe as $$
  select '#' || left(encode(sha256(convert_to($1 || ' ' || $2, 'UTF8')), 'hex'), 5)
$$;

-- Who may find something, as lexemes: p everybody, o/<user> its owner; with p/0/<number / 16>, p/1/<number / 256> and
-- p/2/<number / 4096> a common word is looked for among the newest videos first. Nothing while it is being deleted.
create function streamforge.search_scope(number bigint, owner text, is_public boolean, is_hidden boolean)
returns tsvector language sql immutable parallel safe as $$
  select case when is_hidden then ''::tsvector else (
    select array_to_tsvector(array_agg(who || level)) from
      unnest(case when is_public then array['o/' || owner, 'p'] else array['o/' || owner] end) who,
      unnest(array['', '/0/' || number / 16, '/1/' || number / 256, '/2/' || number / 4096]) level) end
$$;

-- of each video what its moments are found by; its number orders the results, the newest first
create table streamforge.search_videos (
  video_id text primary key references streamforge.videos on delete cascade,
  number bigint generated always as identity unique,
  created_at timestamptz not null,
  owner text not null,
  is_public boolean not null,
  is_hidden boolean not null,
  scope tsvector not null,
  title_terms tsvector not null
);
create index search_videos_by_owner on streamforge.search_videos (owner, number desc) where not is_hidden;
create index search_videos_public on streamforge.search_videos (number desc) where is_public and not is_hidden;
create index search_videos_by_date on streamforge.search_videos (created_at, number);
create index search_videos_titles on streamforge.search_videos using gin (title_terms, scope) with (fastupdate = off);

create table streamforge.search_passages (
  track_id text not null references streamforge.captions on delete cascade,
  part integer not null, -- cues 16 * part and on of its revision
  number bigint not null, -- of its video
  revision_id text not null,
  stemmer text not null, -- that its units are made by
  scope tsvector not null, -- of its video, and l/<language>
  terms tsvector not null, -- its units and pairs
  -- A line for each cue, and for the next two so that what runs over the end is found: its position, a full stop where a
  -- pause follows, and its units
  sequence text not null,
  primary key (track_id, part)
);
alter table streamforge.search_passages alter column terms set storage external, alter column sequence set storage main;
-- no pending list, which each search would have to read through
create index search_passages_terms on streamforge.search_passages using gin (terms, scope) with (fastupdate = off);

-- those that a track is indexed by, so that a query is not stemmed by languages that nobody speaks
create table streamforge.search_stemmers (stemmer text primary key);

-- the lexemes of a text: its units and pairs
create function streamforge.search_terms(text text, stemmer text) returns tsvector language sql stable strict as $$
  with unit as (
    select streamforge.search_unit(word, dictionary) as unit, place
    from streamforge.search_dictionary($2) dictionary, streamforge.search_words($1)
  ), pair as (
    select string_to_array(unit, '/') as a, string_to_array(lead(unit) over (order by place), '/') as b from unit
  )
  select coalesce(array_to_tsvector(array_agg(lexeme)), '') from (
    select unnest(a) from pair
    union all select streamforge.search_pair(one, other) from pair, unnest(a) one, unnest(b) other
  ) l (lexeme)
$$;

-- makes the passages of a track anew
create function streamforge.search_index(track text) returns void language plpgsql as $$
declare
  shown record;
  dictionary regdictionary;
begin
  delete from streamforge.search_passages where track_id = track;
  -- locked: who changes who may watch meanwhile waits, and then finds these passages
  select c.current_revision, c.language, streamforge.search_stemmer(c.language) as stemmer, v.number, v.scope into shown
  from streamforge.captions c join streamforge.search_videos v on v.video_id = c.video_id
  where c.id = track and c.current_revision is not null for update of v;
  if not found then return; end if;
  dictionary := streamforge.search_dictionary(shown.stemmer);
  if dictionary is not null then
    insert into streamforge.search_stemmers values (shown.stemmer) on conflict do nothing;
  end if;
  insert into streamforge.search_passages (track_id, part, number, revision_id, stemmer, scope, terms, sequence)
  with cue as materialized (
    select (row_number() over shown_order - 1)::integer as n, position, text,
      lead(start_seconds) over shown_order - end_seconds > 5 as is_before_pause
    from streamforge.cues where revision_id = shown.current_revision window shown_order as (order by position)
  ), token as materialized (
    select n, place, word from cue, streamforge.search_words(text)
  ), word as materialized (
    select word, streamforge.search_unit(word, dictionary) as unit from (select distinct word from token) w
  ), unit as materialized (
    select n, place, unit, lead(unit) over (order by n, place) as next_unit from token join word using (word)
  ), line as materialized (
    select n, position || case when is_before_pause then '. ' else ' ' end || coalesce(units, '') as line
    from cue left join (select n, string_agg(unit, ' ' order by place) as units from unit group by n) u using (n)
  ), lexeme as materialized ( -- most words are one unit: those that are two take the longer way
    select n, unit as lexeme from unit where strpos(unit, '/') = 0
    union all
    select n, unnest(string_to_array(unit, '/')) from unit where strpos(unit, '/') > 0
    union all
    select n, streamforge.search_pair(unit, next_unit) from unit where strpos(unit || next_unit, '/') = 0
    union all
    select n, streamforge.search_pair(one, other)
    from unit, unnest(string_to_array(unit, '/')) one, unnest(string_to_array(next_unit, '/')) other
    where strpos(unit || next_unit, '/') > 0
  ), terms as (
    select part, array_to_tsvector(array_agg(lexeme)) as terms
    from lexeme, unnest(case when n % 16 < 2 and n >= 16 then array[n / 16, n / 16 - 1] else array[n / 16] end) part
    group by part
  ), lines as (
    select part, string_agg(line, E'\n' order by n) as sequence
    from line, unnest(case when n % 16 < 2 and n >= 16 then array[n / 16, n / 16 - 1] else array[n / 16] end) part
    group by part
  )
  select track, part, shown.number, shown.current_revision, shown.stemmer,
    shown.scope || array_to_tsvector(array['l/' || shown.language]), terms, sequence
  from terms join lines using (part);
end $$;

-- the title's words as they are and as words of the language that is spoken
create function streamforge.search_title(title text, language text) returns tsvector language sql stable as $$
  select streamforge.search_terms($1, '')
    || coalesce(streamforge.search_terms($1, nullif(streamforge.search_stemmer($2), '')), '')
$$;

create function streamforge.search_video_added() returns trigger language plpgsql as $$
declare
  given bigint;
begin
  insert into streamforge.search_videos (video_id, created_at, owner, is_public, is_hidden, scope, title_terms)
  values (new.id, new.created_at, new.owner, new.visibility = 'public', new.delete_at is not null, '',
    streamforge.search_title(new.title, new.language))
  returning number into given;
  update streamforge.search_videos
  set scope = streamforge.search_scope(given, owner, is_public, is_hidden) where video_id = new.id;
  return null;
end $$;

create function streamforge.search_video_changed() returns trigger language plpgsql as $$
declare
  found_by record;
begin
  update streamforge.search_videos v
  set owner = new.owner, is_public = new.visibility = 'public', is_hidden = new.delete_at is not null,
    scope = streamforge.search_scope(v.number, new.owner, new.visibility = 'public', new.delete_at is not null),
    title_terms = streamforge.search_title(new.title, new.language)
  where video_id = new.id returning v.scope into found_by;
  if (old.owner, old.visibility, old.delete_at) is distinct from (new.owner, new.visibility, new.delete_at) then
    update streamforge.search_passages p set scope = found_by.scope || array_to_tsvector(array['l/' || c.language])
    from streamforge.captions c where c.video_id = new.id and p.track_id = c.id;
  end if;
  return null;
end $$;

create function streamforge.search_track_changed() returns trigger language plpgsql as $$
begin
  perform streamforge.search_index(new.id);
  return null;
end $$;

create trigger search_video_added after insert on streamforge.videos
  for each row execute function streamforge.search_video_added();
create trigger search_video_changed after update on streamforge.videos
  for each row when ((old.owner, old.visibility, old.delete_at, old.title, old.language)
    is distinct from (new.owner, new.visibility, new.delete_at, new.title, new.language))
  execute function streamforge.search_video_changed();
-- at the end of the transaction: in whatever order it writes a revision and its cues
create constraint trigger search_track_added after insert on streamforge.captions
  deferrable initially deferred for each row when (new.current_revision is not null)
  execute function streamforge.search_track_changed();
create constraint trigger search_track_changed after update on streamforge.captions
  deferrable initially deferred for each row when ((old.current_revision, old.language, old.video_id)
    is distinct from (new.current_revision, new.language, new.video_id))
  execute function streamforge.search_track_changed();

-- The passages that have these terms, the newest video's first, from a place in that order on. A function, for the
-- settings: the planner does not know what it costs to read the terms of a row that the index was not asked about.
create function streamforge.search_find(
  wanted_terms tsquery, wanted_scope tsquery, from_number bigint, from_track text, from_part integer, most integer)
returns table (number bigint, track_id text, part integer, revision_id text, stemmer text, sequence text)
language sql stable set enable_seqscan = off set jit = off as $$
  select p.number, p.track_id, p.part, p.revision_id, p.stemmer, p.sequence
  from streamforge.search_passages p
  where p.terms @@ wanted_terms and p.scope @@ wanted_scope and p.number <= from_number
    and (p.number < from_number or (p.track_id, p.part) >= (from_track, from_part))
  order by p.number desc, p.track_id, p.part limit most
$$;

-- the videos and captions that are there
insert into streamforge.search_videos (video_id, created_at, owner, is_public, is_hidden, scope, title_terms)
select id, created_at, owner, visibility = 'public', delete_at is not null, '', streamforge.search_title(title, language)
from streamforge.videos order by created_at, id;
update streamforge.search_videos set scope = streamforge.search_scope(number, owner, is_public, is_hidden);
select streamforge.search_index(id) from streamforge.captions where current_revision is not null;
