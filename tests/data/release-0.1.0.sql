--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: streamforge; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA streamforge;


--
-- Name: plain_text(text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.plain_text(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$ select lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g')) $_$;


--
-- Name: search_dictionary(text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_dictionary(stemmer text) RETURNS regdictionary
    LANGUAGE sql STABLE
    AS $_$
  select oid::regdictionary from pg_catalog.pg_ts_dict
  where dictnamespace = 'streamforge'::regnamespace and dictname = 'stem_' || $1
$_$;


--
-- Name: search_find(tsquery, tsquery, bigint, text, integer, integer); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_find(wanted_terms tsquery, wanted_scope tsquery, from_number bigint, from_track text, from_part integer, most integer) RETURNS TABLE(number bigint, track_id text, part integer, revision_id text, stemmer text, sequence text)
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select p.number, p.track_id, p.part, p.revision_id, p.stemmer, p.sequence
  from streamforge.search_passages p
  where p.terms @@ wanted_terms and p.scope @@ wanted_scope and p.number <= from_number
    and (p.number < from_number or (p.track_id, p.part) >= (from_track, from_part))
  order by p.number desc, p.track_id, p.part limit most
$$;


--
-- Name: search_index(text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_index(track text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  shown record;
  dictionary regdictionary;
begin
  delete from streamforge.search_passages where track_id = track;
  -- locked: who changes who may watch meanwhile waits, and then finds these passages
  select t.current_revision, t.language, streamforge.search_stemmer(t.language) as stemmer, v.number, v.scope into shown
  from streamforge.tracks t join streamforge.search_videos v on v.video_id = t.video_id
  where t.id = track and t.current_revision is not null for update of v;
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


--
-- Name: search_lower(text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_lower(word text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
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


--
-- Name: search_pair(text, text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_pair(text, text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  select '#' || left(encode(sha256(convert_to($1 || ' ' || $2, 'UTF8')), 'hex'), 5)
$_$;


--
-- Name: search_plain(text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_plain(word text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
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


--
-- Name: search_scope(bigint, text, boolean, boolean); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_scope(number bigint, owner text, is_public boolean, is_hidden boolean) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case when is_hidden then ''::tsvector else (
    select array_to_tsvector(array_agg(who || level)) from
      unnest(case when is_public then array['o/' || owner, 'p'] else array['o/' || owner] end) who,
      unnest(array['', '/0/' || number / 16, '/1/' || number / 256, '/2/' || number / 4096]) level) end
$$;


--
-- Name: search_stemmer(text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_stemmer(language text) RETURNS text
    LANGUAGE sql STABLE
    AS $_$
  select coalesce((
    select substr(d.dictname, 6) from pg_catalog.pg_ts_dict d
    where d.dictnamespace = 'streamforge'::regnamespace and d.dictname = 'stem_' || case split_part(lower($1), '-', 1)
      when 'nb' then 'no' when 'nn' then 'no' else split_part(lower($1), '-', 1) end), '')
$_$;


--
-- Name: search_terms(text, text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_terms(text text, stemmer text) RETURNS tsvector
    LANGUAGE sql STABLE STRICT
    AS $_$
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
$_$;


--
-- Name: search_title(text, text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_title(title text, language text) RETURNS tsvector
    LANGUAGE sql STABLE
    AS $_$
  select streamforge.search_terms($1, '')
    || coalesce(streamforge.search_terms($1, nullif(streamforge.search_stemmer($2), '')), '')
$_$;


--
-- Name: search_track_changed(); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_track_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform streamforge.search_index(new.id);
  return null;
end $$;


--
-- Name: search_unit(text, regdictionary); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_unit(word text, dictionary regdictionary) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
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


--
-- Name: search_video_added(); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_video_added() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: search_video_changed(); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_video_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  found_by record;
begin
  update streamforge.search_videos v
  set owner = new.owner, is_public = new.visibility = 'public', is_hidden = new.delete_at is not null,
    scope = streamforge.search_scope(v.number, new.owner, new.visibility = 'public', new.delete_at is not null),
    title_terms = streamforge.search_title(new.title, new.language)
  where video_id = new.id returning v.scope into found_by;
  if (old.owner, old.visibility, old.delete_at) is distinct from (new.owner, new.visibility, new.delete_at) then
    update streamforge.search_passages p set scope = found_by.scope || array_to_tsvector(array['l/' || t.language])
    from streamforge.tracks t where t.video_id = new.id and p.track_id = t.id;
  end if;
  return null;
end $$;


--
-- Name: search_words(text); Type: FUNCTION; Schema: streamforge; Owner: -
--

CREATE FUNCTION streamforge.search_words(text) RETURNS TABLE(word text, place bigint)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  select m[1], place from regexp_matches($1,
    '[\u0e00-\u0e3e\u0e40-\u0e4e\u0e50-\u0e59\u0e5c-\u0eff\u0f00-\u0f03\u0f15-\u0f39\u0f3e-\u0fff\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3\u17d7\u17dc-\u17ff\u3005-\u3007\u3021-\u302f\u3031-\u3035\u303b-\u303c\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]|[^\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00ac\u00ae-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u037e\u0387\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05c6\u05f3-\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06dd\u06e9\u0700-\u070d\u0964-\u0965\u0970\u0df4\u0e3f\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14\u0f3a-\u0f3d\u104a-\u104f\u10fb\u1360-\u1368\u1400\u166e\u1680\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u2000-\u200b\u200e-\u206f\u207a-\u207e\u208a-\u208e\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ua8ce-\ua8cf\ufd3e-\ufd3f\ufe00-\ufe1f\ufe30-\ufe6f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff\U0001f000-\U0001faff\U000e0000-\U000e0fff\u0e00-\u0e3e\u0e40-\u0e4e\u0e50-\u0e59\u0e5c-\u0eff\u0f00-\u0f03\u0f15-\u0f39\u0f3e-\u0fff\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3\u17d7\u17dc-\u17ff\u3005-\u3007\u3021-\u302f\u3031-\u3035\u303b-\u303c\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+',
    'g') with ordinality t (m, place)
$_$;


--
-- Name: stem_ar; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_ar (
    TEMPLATE = pg_catalog.snowball,
    language = 'arabic' );


--
-- Name: stem_ca; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_ca (
    TEMPLATE = pg_catalog.snowball,
    language = 'catalan' );


--
-- Name: stem_da; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_da (
    TEMPLATE = pg_catalog.snowball,
    language = 'danish' );


--
-- Name: stem_de; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_de (
    TEMPLATE = pg_catalog.snowball,
    language = 'german' );


--
-- Name: stem_el; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_el (
    TEMPLATE = pg_catalog.snowball,
    language = 'greek' );


--
-- Name: stem_en; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_en (
    TEMPLATE = pg_catalog.snowball,
    language = 'english' );


--
-- Name: stem_es; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_es (
    TEMPLATE = pg_catalog.snowball,
    language = 'spanish' );


--
-- Name: stem_eu; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_eu (
    TEMPLATE = pg_catalog.snowball,
    language = 'basque' );


--
-- Name: stem_fi; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_fi (
    TEMPLATE = pg_catalog.snowball,
    language = 'finnish' );


--
-- Name: stem_fr; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_fr (
    TEMPLATE = pg_catalog.snowball,
    language = 'french' );


--
-- Name: stem_ga; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_ga (
    TEMPLATE = pg_catalog.snowball,
    language = 'irish' );


--
-- Name: stem_hi; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_hi (
    TEMPLATE = pg_catalog.snowball,
    language = 'hindi' );


--
-- Name: stem_hu; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_hu (
    TEMPLATE = pg_catalog.snowball,
    language = 'hungarian' );


--
-- Name: stem_hy; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_hy (
    TEMPLATE = pg_catalog.snowball,
    language = 'armenian' );


--
-- Name: stem_id; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_id (
    TEMPLATE = pg_catalog.snowball,
    language = 'indonesian' );


--
-- Name: stem_it; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_it (
    TEMPLATE = pg_catalog.snowball,
    language = 'italian' );


--
-- Name: stem_lt; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_lt (
    TEMPLATE = pg_catalog.snowball,
    language = 'lithuanian' );


--
-- Name: stem_ne; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_ne (
    TEMPLATE = pg_catalog.snowball,
    language = 'nepali' );


--
-- Name: stem_nl; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_nl (
    TEMPLATE = pg_catalog.snowball,
    language = 'dutch' );


--
-- Name: stem_no; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_no (
    TEMPLATE = pg_catalog.snowball,
    language = 'norwegian' );


--
-- Name: stem_pt; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_pt (
    TEMPLATE = pg_catalog.snowball,
    language = 'portuguese' );


--
-- Name: stem_ro; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_ro (
    TEMPLATE = pg_catalog.snowball,
    language = 'romanian' );


--
-- Name: stem_ru; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_ru (
    TEMPLATE = pg_catalog.snowball,
    language = 'russian' );


--
-- Name: stem_sr; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_sr (
    TEMPLATE = pg_catalog.snowball,
    language = 'serbian' );


--
-- Name: stem_sv; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_sv (
    TEMPLATE = pg_catalog.snowball,
    language = 'swedish' );


--
-- Name: stem_ta; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_ta (
    TEMPLATE = pg_catalog.snowball,
    language = 'tamil' );


--
-- Name: stem_tr; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_tr (
    TEMPLATE = pg_catalog.snowball,
    language = 'turkish' );


--
-- Name: stem_yi; Type: TEXT SEARCH DICTIONARY; Schema: streamforge; Owner: -
--

CREATE TEXT SEARCH DICTIONARY streamforge.stem_yi (
    TEMPLATE = pg_catalog.snowball,
    language = 'yiddish' );


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: attention_windows; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.attention_windows (
    video_id text NOT NULL,
    revision_id text NOT NULL,
    start_seconds double precision NOT NULL,
    end_seconds double precision NOT NULL,
    from_seconds double precision NOT NULL,
    to_seconds double precision NOT NULL,
    model text NOT NULL,
    storage_key text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: cues; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.cues (
    revision_id text NOT NULL,
    "position" integer NOT NULL,
    start_seconds double precision NOT NULL,
    end_seconds double precision NOT NULL,
    text text NOT NULL,
    words jsonb DEFAULT '[]'::jsonb NOT NULL,
    is_edited boolean DEFAULT false NOT NULL,
    CONSTRAINT cues_check CHECK ((end_seconds > start_seconds))
);


--
-- Name: drafts; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.drafts (
    track_id text NOT NULL,
    author text NOT NULL,
    base_revision text NOT NULL,
    cues jsonb NOT NULL,
    version integer NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: jobs; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.jobs (
    id text NOT NULL,
    kind text NOT NULL,
    video_id text,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    crashes integer DEFAULT 0 NOT NULL,
    progressed boolean DEFAULT false NOT NULL,
    furthest double precision DEFAULT 0 NOT NULL,
    progress double precision DEFAULT 0 NOT NULL,
    stage text,
    error text,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    worker text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    message text,
    shared_process boolean DEFAULT false NOT NULL,
    suspected integer DEFAULT 0 NOT NULL,
    interruptions integer DEFAULT 0 NOT NULL,
    needs_bytes bigint,
    space_waits integer DEFAULT 0 NOT NULL,
    CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'dead'::text, 'cancelled'::text])))
);


--
-- Name: migrations; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.migrations (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: pending_revisions; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.pending_revisions (
    revision_id text NOT NULL,
    video_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: renditions; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.renditions (
    video_id text NOT NULL,
    name text NOT NULL,
    mp4_key text NOT NULL,
    hls_key text,
    short_side integer NOT NULL,
    width integer,
    height integer,
    bandwidth integer NOT NULL,
    codecs text NOT NULL,
    size_bytes bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT renditions_name_check CHECK ((name = ANY (ARRAY['source'::text, '1080p'::text, '720p'::text, '360p'::text])))
);


--
-- Name: revisions; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.revisions (
    id text NOT NULL,
    track_id text NOT NULL,
    source text NOT NULL,
    state text DEFAULT 'building'::text NOT NULL,
    model text,
    author text,
    job_id text,
    language_probability real,
    srt_key text,
    vtt_key text,
    transcript_key text,
    word_count integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    base_revision text,
    note text,
    CONSTRAINT revisions_source_check CHECK ((source = ANY (ARRAY['auto'::text, 'edited'::text, 'translated'::text, 'uploaded'::text]))),
    CONSTRAINT revisions_state_check CHECK ((state = ANY (ARRAY['building'::text, 'finished'::text, 'abandoned'::text])))
);


--
-- Name: search_passages; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.search_passages (
    track_id text NOT NULL,
    part integer NOT NULL,
    number bigint NOT NULL,
    revision_id text NOT NULL,
    stemmer text NOT NULL,
    scope tsvector NOT NULL,
    terms tsvector NOT NULL,
    sequence text NOT NULL
);
ALTER TABLE ONLY streamforge.search_passages ALTER COLUMN terms SET STORAGE EXTERNAL;
ALTER TABLE ONLY streamforge.search_passages ALTER COLUMN sequence SET STORAGE MAIN;


--
-- Name: search_stemmers; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.search_stemmers (
    stemmer text NOT NULL
);


--
-- Name: search_videos; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.search_videos (
    video_id text NOT NULL,
    number bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner text NOT NULL,
    is_public boolean NOT NULL,
    is_hidden boolean NOT NULL,
    scope tsvector NOT NULL,
    title_terms tsvector NOT NULL
);


--
-- Name: search_videos_number_seq; Type: SEQUENCE; Schema: streamforge; Owner: -
--

ALTER TABLE streamforge.search_videos ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME streamforge.search_videos_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: storage_identity; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.storage_identity (
    is_only boolean DEFAULT true NOT NULL,
    id text NOT NULL,
    place text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT storage_identity_is_only_check CHECK (is_only)
);


--
-- Name: tracks; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.tracks (
    id text NOT NULL,
    video_id text NOT NULL,
    language text NOT NULL,
    kind text DEFAULT 'subtitles'::text NOT NULL,
    current_revision text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    is_forced boolean DEFAULT false NOT NULL,
    is_hearing_impaired boolean DEFAULT false NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    stream_index integer,
    is_commentary boolean DEFAULT false NOT NULL,
    CONSTRAINT tracks_kind_check CHECK ((kind = ANY (ARRAY['subtitles'::text, 'captions'::text]))),
    CONSTRAINT tracks_name_check CHECK ((length(name) <= 200))
);


--
-- Name: transcription_segments; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.transcription_segments (
    transcription_id text NOT NULL,
    "position" integer NOT NULL,
    segment jsonb NOT NULL
);


--
-- Name: transcriptions; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.transcriptions (
    id text NOT NULL,
    language text,
    language_probability real,
    duration_seconds double precision,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: uploads; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.uploads (
    id text NOT NULL,
    owner text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    size_bytes bigint,
    video_id text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: videos; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.videos (
    id text NOT NULL,
    owner text NOT NULL,
    title text NOT NULL,
    visibility text DEFAULT 'unlisted'::text NOT NULL,
    state text DEFAULT 'processing'::text NOT NULL,
    error text,
    file_name text NOT NULL,
    original_key text,
    size_bytes bigint NOT NULL,
    duration_seconds double precision,
    width integer,
    height integer,
    has_video boolean DEFAULT true NOT NULL,
    has_audio boolean DEFAULT true NOT NULL,
    asked_language text,
    language text,
    word_count integer,
    caption_layout jsonb DEFAULT '{}'::jsonb NOT NULL,
    caption_status text DEFAULT 'pending'::text NOT NULL,
    caption_error text,
    caption_note text,
    thumbnail_key text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    audio_report_key text,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    delete_at timestamp with time zone,
    chapters jsonb DEFAULT '[]'::jsonb NOT NULL,
    storyboard jsonb,
    CONSTRAINT videos_caption_status_check CHECK ((caption_status = ANY (ARRAY['pending'::text, 'processing'::text, 'ready'::text, 'failed'::text]))),
    CONSTRAINT videos_id_check CHECK ((id ~ '^[A-Za-z0-9_-]{22}$'::text)),
    CONSTRAINT videos_size_bytes_check CHECK ((size_bytes >= 0)),
    CONSTRAINT videos_state_check CHECK ((state = ANY (ARRAY['processing'::text, 'ready'::text, 'failed'::text]))),
    CONSTRAINT videos_tags_check CHECK ((cardinality(tags) <= 20)),
    CONSTRAINT videos_title_check CHECK (((length(title) >= 1) AND (length(title) <= 500))),
    CONSTRAINT videos_visibility_check CHECK ((visibility = ANY (ARRAY['private'::text, 'unlisted'::text, 'public'::text])))
);


--
-- Name: workers; Type: TABLE; Schema: streamforge; Owner: -
--

CREATE TABLE streamforge.workers (
    id text NOT NULL,
    version text NOT NULL,
    model text NOT NULL,
    device text,
    fallback_reason text,
    models jsonb DEFAULT '[]'::jsonb NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT workers_device_check CHECK ((device = ANY (ARRAY['cpu'::text, 'cuda'::text])))
);


--
-- Data for Name: attention_windows; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.attention_windows (video_id, revision_id, start_seconds, end_seconds, from_seconds, to_seconds, model, storage_key, created_at) VALUES ('jsx9XPVPbuxTrqRviy0YZw', 'E-Sez0aVgTBwomHhzDWwQA', 0, 4, 0, 4, 'base', 'videos/jsx9XPVPbuxTrqRviy0YZw/attention/1.bin', '2026-11-28 22:24:07.961832+00');


--
-- Data for Name: cues; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.cues (revision_id, "position", start_seconds, end_seconds, text, words, is_edited) VALUES ('OcJE8hFtoYKDI5XsyMUJKw', 1, 0, 1.5, 'schnelle Füchse', '[{"end": 1.5, "word": "schnelle Füchse", "start": 0, "probability": 0.9}]', false);
INSERT INTO streamforge.cues (revision_id, "position", start_seconds, end_seconds, text, words, is_edited) VALUES ('E-Sez0aVgTBwomHhzDWwQA', 1, 0, 1.5, 'the quick foxes', '[{"end": 1.5, "word": "the quick foxes", "start": 0, "probability": 0.9}]', false);
INSERT INTO streamforge.cues (revision_id, "position", start_seconds, end_seconds, text, words, is_edited) VALUES ('E-Sez0aVgTBwomHhzDWwQA', 2, 2, 3.5, 'jump over the lazy dog', '[{"end": 3.5, "word": "jump over the lazy dog", "start": 2, "probability": 0.9}]', false);
INSERT INTO streamforge.cues (revision_id, "position", start_seconds, end_seconds, text, words, is_edited) VALUES ('F77MHcG6ZNWE8ekwEUI5LQ', 1, 0, 1.5, 'the quick brown foxes', '[{"end": 1.5, "word": "the quick brown foxes", "start": 0, "probability": 0.9}]', true);
INSERT INTO streamforge.cues (revision_id, "position", start_seconds, end_seconds, text, words, is_edited) VALUES ('F77MHcG6ZNWE8ekwEUI5LQ', 2, 2, 3.5, 'jump over the lazy dog', '[{"end": 3.5, "word": "jump over the lazy dog", "start": 2, "probability": 0.9}]', true);


--
-- Data for Name: drafts; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.drafts (track_id, author, base_revision, cues, version, saved_at) VALUES ('ANzdcbljysqiijOczR87eg', 'owner', 'F77MHcG6ZNWE8ekwEUI5LQ', '[{"end": 2, "text": "the slow foxes", "start": 0}]', 1, '2026-11-28 22:24:08.037232+00');


--
-- Data for Name: jobs; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.jobs (id, kind, video_id, payload, state, attempt, failures, crashes, progressed, furthest, progress, stage, error, run_at, lease_until, worker, created_at, started_at, finished_at, message, shared_process, suspected, interruptions, needs_bytes, space_waits) VALUES ('GjbzZ8WZqLGTRS3XfEIv3w', 'transcode_video', 'jsx9XPVPbuxTrqRviy0YZw', '{}', 'done', 1, 0, 0, false, 0, 1, NULL, NULL, '2026-11-28 22:24:07.589523+00', NULL, 'test', '2026-11-28 22:24:07.589523+00', '2026-11-28 22:24:07.681705+00', '2026-11-28 22:24:07.69899+00', NULL, false, 0, 0, NULL, 0);
INSERT INTO streamforge.jobs (id, kind, video_id, payload, state, attempt, failures, crashes, progressed, furthest, progress, stage, error, run_at, lease_until, worker, created_at, started_at, finished_at, message, shared_process, suspected, interruptions, needs_bytes, space_waits) VALUES ('4W_iYXBYYiewzhzC3jb_6A', 'caption_video', 'jsx9XPVPbuxTrqRviy0YZw', '{}', 'done', 1, 0, 0, false, 0, 1, NULL, NULL, '2026-11-28 22:24:07.69899+00', NULL, 'test', '2026-11-28 22:24:07.69899+00', '2026-11-28 22:24:07.83351+00', '2026-11-28 22:24:07.897698+00', NULL, false, 0, 0, NULL, 0);
INSERT INTO streamforge.jobs (id, kind, video_id, payload, state, attempt, failures, crashes, progressed, furthest, progress, stage, error, run_at, lease_until, worker, created_at, started_at, finished_at, message, shared_process, suspected, interruptions, needs_bytes, space_waits) VALUES ('YaGJWaaZ7P1clqBZEKGG0w', 'transcribe_audio', NULL, '{"model": "base"}', 'done', 1, 0, 0, false, 0, 1, NULL, NULL, '2026-11-28 22:24:08.054603+00', NULL, 'example-1', '2026-11-28 22:24:08.054603+00', '2026-11-28 22:24:08.089126+00', '2026-11-28 22:24:08.106279+00', NULL, false, 0, 0, NULL, 0);
INSERT INTO streamforge.jobs (id, kind, video_id, payload, state, attempt, failures, crashes, progressed, furthest, progress, stage, error, run_at, lease_until, worker, created_at, started_at, finished_at, message, shared_process, suspected, interruptions, needs_bytes, space_waits) VALUES ('BqoC5rF16PMplOTu7zZ7Fg', 'transcode_video', 'Irrz2BGGvMu1Sg6vhxslQw', '{}', 'queued', 0, 0, 0, false, 0, 0, NULL, NULL, '2026-11-28 22:24:08.153394+00', NULL, NULL, '2026-11-28 22:24:08.153394+00', NULL, NULL, NULL, false, 0, 0, NULL, 0);


--
-- Data for Name: migrations; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0001_init.sql', 'a4ba26794702cdbf3e19dbedeff23f5271982a46b3783a44f8cad7f50ee8f5d2', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0002_transcriptions.sql', '55bd74cece381e87ade64804a677a9c60bfac503f6020a63d4a88fe90f1e3c30', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0003_hearing.sql', 'c83dbcae5cd3d0c089e49c5d5213af4c4014af0532eceac9e3c0828288a16801', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0004_library.sql', '3034fb0a607ee2ed0078f0effab7b22329a8c450e88123fc6a57490b724b4de7', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0005_player.sql', 'f4eb2906b1b25d056ec9f2f2a9e7f294015d470928df4008af95b09cc409b52e', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0006_editing.sql', 'eb79aaf1fcc826e3bcad30c7914c089242123ba8fe146b663e4775f619793726', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0007_search.sql', 'd580534a692c3e3105d3ea31018e68b4022eefe883461e079c7bca2c0afbe091', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0008_attention.sql', '09e1b72b68ad746bd122149685aa425419e82c58cd24a0164e83ea8db6796213', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0009_track_names.sql', '6f17362526f1c2cbe953d6a892344bca967d08c7c6a92ef1e3cccebd9c383740', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0011_suspects.sql', '4007ee2ed085ee7141be3d387fb5ae479892f25eb073360cd906c652aa71eaef', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0012_storage_identity.sql', '36946567109685610c398404b43750ef8caa07a2bd6859d3cc9548a26e630644', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0013_process_ends.sql', '075628f2c5373a67b3fb1226a65d131c88aae511647bac10d32d504bc032720b', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0022_pending_captions.sql', '1c58c14a24c3c9125fdef11eb07a76ad0c55f1ac4201567d45dce8e02fae42c2', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0023_commentary.sql', '75e8dd24dd34b25c6ae4666695abd67bb6340f76da80adaf7a16d5cb91a556e0', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0025_space_waits.sql', 'e19a53c86d11ee77129717dabf0891902d1b02fa55de7874cd98edefdc50c5bc', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0026_tracks.sql', '9db51c84a6fc9a881d10a87db4afd562a946415e3e92e115911dae441c3fa0aa', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0027_audio_report.sql', '09b26be586fb1a496e2e59094fbf4f2a6314f77f188837df263c02a884c9e5bd', '2026-11-28 22:24:07.056071+00');
INSERT INTO streamforge.migrations (name, sha256, applied_at) VALUES ('0028_shared_process.sql', '22f82434d114520c590c53f98d807e371e067fec2c1c247efac4f43d1bfd6557', '2026-11-28 22:24:07.056071+00');


--
-- Data for Name: pending_revisions; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.pending_revisions (revision_id, video_id, created_at) VALUES ('i894nKQNm6fMakO8S2jDAA', 'jsx9XPVPbuxTrqRviy0YZw', '2026-11-28 22:24:08.040335+00');


--
-- Data for Name: renditions; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.renditions (video_id, name, mp4_key, hls_key, short_side, width, height, bandwidth, codecs, size_bytes, created_at) VALUES ('jsx9XPVPbuxTrqRviy0YZw', '720p', 'videos/jsx9XPVPbuxTrqRviy0YZw/720p/video.mp4', 'videos/jsx9XPVPbuxTrqRviy0YZw/720p/media.m3u8', 720, 1280, 720, 2000000, 'avc1.64001f,mp4a.40.2', 900, '2026-11-28 22:24:07.69899+00');


--
-- Data for Name: revisions; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.revisions (id, track_id, source, state, model, author, job_id, language_probability, srt_key, vtt_key, transcript_key, word_count, created_at, finished_at, base_revision, note) VALUES ('OcJE8hFtoYKDI5XsyMUJKw', 'Y1rmqNlaJLWi4qMn_cNoWQ', 'uploaded', 'finished', NULL, 'owner', NULL, NULL, 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/OcJE8hFtoYKDI5XsyMUJKw.srt', 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/OcJE8hFtoYKDI5XsyMUJKw.vtt', 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/OcJE8hFtoYKDI5XsyMUJKw.json', 2, '2026-11-28 22:24:07.742025+00', '2026-11-28 22:24:07.742025+00', NULL, NULL);
INSERT INTO streamforge.revisions (id, track_id, source, state, model, author, job_id, language_probability, srt_key, vtt_key, transcript_key, word_count, created_at, finished_at, base_revision, note) VALUES ('E-Sez0aVgTBwomHhzDWwQA', 'ANzdcbljysqiijOczR87eg', 'auto', 'finished', 'base', NULL, '4W_iYXBYYiewzhzC3jb_6A', 0.98, 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/E-Sez0aVgTBwomHhzDWwQA.srt', 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/E-Sez0aVgTBwomHhzDWwQA.vtt', 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/E-Sez0aVgTBwomHhzDWwQA.json', 8, '2026-11-28 22:24:07.842785+00', '2026-11-28 22:24:07.897698+00', NULL, NULL);
INSERT INTO streamforge.revisions (id, track_id, source, state, model, author, job_id, language_probability, srt_key, vtt_key, transcript_key, word_count, created_at, finished_at, base_revision, note) VALUES ('F77MHcG6ZNWE8ekwEUI5LQ', 'ANzdcbljysqiijOczR87eg', 'edited', 'finished', NULL, 'owner', NULL, NULL, 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/F77MHcG6ZNWE8ekwEUI5LQ.srt', 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/F77MHcG6ZNWE8ekwEUI5LQ.vtt', 'videos/jsx9XPVPbuxTrqRviy0YZw/captions/F77MHcG6ZNWE8ekwEUI5LQ.json', 9, '2026-11-28 22:24:08.010566+00', '2026-11-28 22:24:08.010566+00', 'E-Sez0aVgTBwomHhzDWwQA', NULL);


--
-- Data for Name: search_passages; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.search_passages (track_id, part, number, revision_id, stemmer, scope, terms, sequence) VALUES ('Y1rmqNlaJLWi4qMn_cNoWQ', 0, 1, 'OcJE8hFtoYKDI5XsyMUJKw', 'de', '''l/de'' ''o/owner'' ''o/owner/0/0'' ''o/owner/1/0'' ''o/owner/2/0'' ''p'' ''p/0/0'' ''p/1/0'' ''p/2/0''', '''#c4054'' ''fuchs'' ''schnell''', '1 schnell fuchs');
INSERT INTO streamforge.search_passages (track_id, part, number, revision_id, stemmer, scope, terms, sequence) VALUES ('ANzdcbljysqiijOczR87eg', 0, 1, 'F77MHcG6ZNWE8ekwEUI5LQ', 'en', '''l/en'' ''o/owner'' ''o/owner/0/0'' ''o/owner/1/0'' ''o/owner/2/0'' ''p'' ''p/0/0'' ''p/1/0'' ''p/2/0''', '''#09ec8'' ''#3d026'' ''#3f941'' ''#4fd42'' ''#af933'' ''#b13a0'' ''#c6ca4'' ''#dea9f'' ''brown'' ''dog'' ''fox'' ''jump'' ''lazi'' ''over'' ''quick'' ''the''', '1 the quick brown fox
2 jump over the lazi dog');


--
-- Data for Name: search_stemmers; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.search_stemmers (stemmer) VALUES ('de');
INSERT INTO streamforge.search_stemmers (stemmer) VALUES ('en');


--
-- Data for Name: search_videos; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.search_videos (video_id, number, created_at, owner, is_public, is_hidden, scope, title_terms) OVERRIDING SYSTEM VALUE VALUES ('jsx9XPVPbuxTrqRviy0YZw', 1, '2026-11-28 22:24:07.589523+00', 'owner', true, false, '''o/owner'' ''o/owner/0/0'' ''o/owner/1/0'' ''o/owner/2/0'' ''p'' ''p/0/0'' ''p/1/0'' ''p/2/0''', '''#227fb'' ''#33d35'' ''#6755b'' ''#69195'' ''a'' ''about'' ''fox'' ''foxes'' ''talk''');
INSERT INTO streamforge.search_videos (video_id, number, created_at, owner, is_public, is_hidden, scope, title_terms) OVERRIDING SYSTEM VALUE VALUES ('Irrz2BGGvMu1Sg6vhxslQw', 2, '2026-11-28 22:24:08.153394+00', 'owner', false, false, '''o/owner'' ''o/owner/0/0'' ''o/owner/1/0'' ''o/owner/2/0''', '''#6c872'' ''#79590'' ''#d5335'' ''#ed8ee'' ''first'' ''for'' ''its'' ''job'' ''waiting''');


--
-- Data for Name: storage_identity; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.storage_identity (is_only, id, place, created_at) VALUES (true, 'PLPnYLbFRsmoBTLsnwwEXw', 'example:/srv/streamforge/media', '2026-11-28 22:24:07.563286+00');


--
-- Data for Name: tracks; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.tracks (id, video_id, language, kind, current_revision, created_at, name, is_forced, is_hearing_impaired, is_default, stream_index, is_commentary) VALUES ('Y1rmqNlaJLWi4qMn_cNoWQ', 'jsx9XPVPbuxTrqRviy0YZw', 'de', 'captions', 'OcJE8hFtoYKDI5XsyMUJKw', '2026-11-28 22:24:07.69899+00', 'Aus der Datei', false, true, true, 2, false);
INSERT INTO streamforge.tracks (id, video_id, language, kind, current_revision, created_at, name, is_forced, is_hearing_impaired, is_default, stream_index, is_commentary) VALUES ('ANzdcbljysqiijOczR87eg', 'jsx9XPVPbuxTrqRviy0YZw', 'en', 'subtitles', 'F77MHcG6ZNWE8ekwEUI5LQ', '2026-11-28 22:24:07.842785+00', '', false, false, false, NULL, false);


--
-- Data for Name: transcription_segments; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.transcription_segments (transcription_id, "position", segment) VALUES ('YaGJWaaZ7P1clqBZEKGG0w', 0, '{"id": 0, "end": 2, "text": " Hello.", "start": 0, "words": [], "tokens": [2425, 13], "avgLogprob": -0.2, "temperature": 0, "noSpeechProb": 0.01, "compressionRatio": 0.9}');


--
-- Data for Name: transcriptions; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.transcriptions (id, language, language_probability, duration_seconds, created_at, expires_at) VALUES ('YaGJWaaZ7P1clqBZEKGG0w', 'en', 0.9, 2, '2026-11-28 22:24:08.050823+00', '2026-11-28 22:25:08.054603+00');


--
-- Data for Name: uploads; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.uploads (id, owner, metadata, size_bytes, video_id, created_at, expires_at) VALUES ('Qp4hOrj8CO7u8zOL5hmN4A', 'owner', '{"filename": "lecture.mp4"}', 5000000, NULL, '2026-11-28 22:24:07.580837+00', '2100-01-01 00:00:00+00');


--
-- Data for Name: videos; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.videos (id, owner, title, visibility, state, error, file_name, original_key, size_bytes, duration_seconds, width, height, has_video, has_audio, asked_language, language, word_count, caption_layout, caption_status, caption_error, caption_note, thumbnail_key, created_at, updated_at, audio_report_key, tags, delete_at, chapters, storyboard) VALUES ('jsx9XPVPbuxTrqRviy0YZw', 'owner', 'A talk about foxes', 'public', 'ready', NULL, 'talk.mp4', 'videos/jsx9XPVPbuxTrqRviy0YZw/original', 1000, 4.5, 1280, 720, true, true, NULL, 'en', 9, '{}', 'ready', NULL, NULL, NULL, '2026-11-28 22:24:07.589523+00', '2026-11-28 22:24:07.981352+00', 'videos/jsx9XPVPbuxTrqRviy0YZw/hearing/1', '{nature,Été}', NULL, '[{"end": 4, "start": 0, "title": "Beginning"}]', '{"rows": 5, "count": 3, "every": 2, "width": 160, "folder": "videos/jsx9XPVPbuxTrqRviy0YZw/storyboard/1", "height": 90, "columns": 5}');
INSERT INTO streamforge.videos (id, owner, title, visibility, state, error, file_name, original_key, size_bytes, duration_seconds, width, height, has_video, has_audio, asked_language, language, word_count, caption_layout, caption_status, caption_error, caption_note, thumbnail_key, created_at, updated_at, audio_report_key, tags, delete_at, chapters, storyboard) VALUES ('Irrz2BGGvMu1Sg6vhxslQw', 'owner', 'Waiting for its first job', 'private', 'processing', NULL, 'talk.mp4', 'videos/Irrz2BGGvMu1Sg6vhxslQw/original', 1000, NULL, NULL, NULL, true, true, NULL, NULL, NULL, '{}', 'pending', NULL, NULL, NULL, '2026-11-28 22:24:08.153394+00', '2026-11-28 22:24:08.153394+00', NULL, '{}', NULL, '[]', NULL);


--
-- Data for Name: workers; Type: TABLE DATA; Schema: streamforge; Owner: -
--

INSERT INTO streamforge.workers (id, version, model, device, fallback_reason, models, seen_at) VALUES ('example-1', '0.1.0', 'base', 'cpu', NULL, '["base"]', '2026-11-28 22:24:07.573403+00');


--
-- Name: search_videos_number_seq; Type: SEQUENCE SET; Schema: streamforge; Owner: -
--

SELECT pg_catalog.setval('streamforge.search_videos_number_seq', 2, true);


--
-- Name: attention_windows attention_windows_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.attention_windows
    ADD CONSTRAINT attention_windows_pkey PRIMARY KEY (video_id, revision_id, start_seconds);


--
-- Name: cues cues_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.cues
    ADD CONSTRAINT cues_pkey PRIMARY KEY (revision_id, "position");


--
-- Name: drafts drafts_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (track_id, author);


--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);


--
-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);


--
-- Name: pending_revisions pending_revisions_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.pending_revisions
    ADD CONSTRAINT pending_revisions_pkey PRIMARY KEY (revision_id);


--
-- Name: renditions renditions_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.renditions
    ADD CONSTRAINT renditions_pkey PRIMARY KEY (video_id, name);


--
-- Name: revisions revisions_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.revisions
    ADD CONSTRAINT revisions_pkey PRIMARY KEY (id);


--
-- Name: search_passages search_passages_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.search_passages
    ADD CONSTRAINT search_passages_pkey PRIMARY KEY (track_id, part);


--
-- Name: search_stemmers search_stemmers_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.search_stemmers
    ADD CONSTRAINT search_stemmers_pkey PRIMARY KEY (stemmer);


--
-- Name: search_videos search_videos_number_key; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.search_videos
    ADD CONSTRAINT search_videos_number_key UNIQUE (number);


--
-- Name: search_videos search_videos_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.search_videos
    ADD CONSTRAINT search_videos_pkey PRIMARY KEY (video_id);


--
-- Name: storage_identity storage_identity_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.storage_identity
    ADD CONSTRAINT storage_identity_pkey PRIMARY KEY (is_only);


--
-- Name: tracks tracks_key; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.tracks
    ADD CONSTRAINT tracks_key UNIQUE (video_id, language, kind, name);


--
-- Name: tracks tracks_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.tracks
    ADD CONSTRAINT tracks_pkey PRIMARY KEY (id);


--
-- Name: transcription_segments transcription_segments_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.transcription_segments
    ADD CONSTRAINT transcription_segments_pkey PRIMARY KEY (transcription_id, "position");


--
-- Name: transcriptions transcriptions_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.transcriptions
    ADD CONSTRAINT transcriptions_pkey PRIMARY KEY (id);


--
-- Name: uploads uploads_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);


--
-- Name: videos videos_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.videos
    ADD CONSTRAINT videos_pkey PRIMARY KEY (id);


--
-- Name: workers workers_pkey; Type: CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.workers
    ADD CONSTRAINT workers_pkey PRIMARY KEY (id);


--
-- Name: jobs_by_worker; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX jobs_by_worker ON streamforge.jobs USING btree (worker) WHERE (state = 'running'::text);


--
-- Name: jobs_one_active; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE UNIQUE INDEX jobs_one_active ON streamforge.jobs USING btree (video_id, kind) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));


--
-- Name: jobs_running; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX jobs_running ON streamforge.jobs USING btree (lease_until) WHERE (state = 'running'::text);


--
-- Name: jobs_suspected; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX jobs_suspected ON streamforge.jobs USING btree (run_at) WHERE ((state = 'queued'::text) AND (suspected > 0));


--
-- Name: jobs_waiting; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX jobs_waiting ON streamforge.jobs USING btree (run_at, created_at) WHERE (state = 'queued'::text);


--
-- Name: pending_revisions_by_age; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX pending_revisions_by_age ON streamforge.pending_revisions USING btree (created_at);


--
-- Name: revisions_by_track; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX revisions_by_track ON streamforge.revisions USING btree (track_id, created_at DESC);


--
-- Name: search_passages_terms; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX search_passages_terms ON streamforge.search_passages USING gin (terms, scope) WITH (fastupdate=off);


--
-- Name: search_videos_by_date; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX search_videos_by_date ON streamforge.search_videos USING btree (created_at, number);


--
-- Name: search_videos_by_owner; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX search_videos_by_owner ON streamforge.search_videos USING btree (owner, number DESC) WHERE (NOT is_hidden);


--
-- Name: search_videos_public; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX search_videos_public ON streamforge.search_videos USING btree (number DESC) WHERE (is_public AND (NOT is_hidden));


--
-- Name: search_videos_titles; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX search_videos_titles ON streamforge.search_videos USING gin (title_terms, scope) WITH (fastupdate=off);


--
-- Name: tracks_by_stream; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE UNIQUE INDEX tracks_by_stream ON streamforge.tracks USING btree (video_id, stream_index) WHERE (stream_index IS NOT NULL);


--
-- Name: transcriptions_expiry; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX transcriptions_expiry ON streamforge.transcriptions USING btree (expires_at);


--
-- Name: videos_by_delete_at; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX videos_by_delete_at ON streamforge.videos USING btree (delete_at) WHERE (delete_at IS NOT NULL);


--
-- Name: videos_by_owner; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX videos_by_owner ON streamforge.videos USING btree (owner, created_at DESC, id DESC);


--
-- Name: videos_public; Type: INDEX; Schema: streamforge; Owner: -
--

CREATE INDEX videos_public ON streamforge.videos USING btree (created_at DESC, id DESC) WHERE (visibility = 'public'::text);


--
-- Name: tracks search_track_added; Type: TRIGGER; Schema: streamforge; Owner: -
--

CREATE CONSTRAINT TRIGGER search_track_added AFTER INSERT ON streamforge.tracks DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.current_revision IS NOT NULL)) EXECUTE FUNCTION streamforge.search_track_changed();


--
-- Name: tracks search_track_changed; Type: TRIGGER; Schema: streamforge; Owner: -
--

CREATE CONSTRAINT TRIGGER search_track_changed AFTER UPDATE ON streamforge.tracks DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((old.current_revision IS DISTINCT FROM new.current_revision) OR (old.language IS DISTINCT FROM new.language)) OR (old.video_id IS DISTINCT FROM new.video_id))) EXECUTE FUNCTION streamforge.search_track_changed();


--
-- Name: videos search_video_added; Type: TRIGGER; Schema: streamforge; Owner: -
--

CREATE TRIGGER search_video_added AFTER INSERT ON streamforge.videos FOR EACH ROW EXECUTE FUNCTION streamforge.search_video_added();


--
-- Name: videos search_video_changed; Type: TRIGGER; Schema: streamforge; Owner: -
--

CREATE TRIGGER search_video_changed AFTER UPDATE ON streamforge.videos FOR EACH ROW WHEN ((((((old.owner IS DISTINCT FROM new.owner) OR (old.visibility IS DISTINCT FROM new.visibility)) OR (old.delete_at IS DISTINCT FROM new.delete_at)) OR (old.title IS DISTINCT FROM new.title)) OR (old.language IS DISTINCT FROM new.language))) EXECUTE FUNCTION streamforge.search_video_changed();


--
-- Name: attention_windows attention_windows_revision_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.attention_windows
    ADD CONSTRAINT attention_windows_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES streamforge.revisions(id) ON DELETE CASCADE;


--
-- Name: attention_windows attention_windows_video_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.attention_windows
    ADD CONSTRAINT attention_windows_video_id_fkey FOREIGN KEY (video_id) REFERENCES streamforge.videos(id) ON DELETE CASCADE;


--
-- Name: cues cues_revision_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.cues
    ADD CONSTRAINT cues_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES streamforge.revisions(id) ON DELETE CASCADE;


--
-- Name: drafts drafts_track_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.drafts
    ADD CONSTRAINT drafts_track_id_fkey FOREIGN KEY (track_id) REFERENCES streamforge.tracks(id) ON DELETE CASCADE;


--
-- Name: jobs jobs_video_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.jobs
    ADD CONSTRAINT jobs_video_id_fkey FOREIGN KEY (video_id) REFERENCES streamforge.videos(id) ON DELETE CASCADE;


--
-- Name: pending_revisions pending_revisions_video_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.pending_revisions
    ADD CONSTRAINT pending_revisions_video_id_fkey FOREIGN KEY (video_id) REFERENCES streamforge.videos(id) ON DELETE CASCADE;


--
-- Name: renditions renditions_video_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.renditions
    ADD CONSTRAINT renditions_video_id_fkey FOREIGN KEY (video_id) REFERENCES streamforge.videos(id) ON DELETE CASCADE;


--
-- Name: revisions revisions_track_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.revisions
    ADD CONSTRAINT revisions_track_id_fkey FOREIGN KEY (track_id) REFERENCES streamforge.tracks(id) ON DELETE CASCADE;


--
-- Name: search_passages search_passages_track_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.search_passages
    ADD CONSTRAINT search_passages_track_id_fkey FOREIGN KEY (track_id) REFERENCES streamforge.tracks(id) ON DELETE CASCADE;


--
-- Name: search_videos search_videos_video_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.search_videos
    ADD CONSTRAINT search_videos_video_id_fkey FOREIGN KEY (video_id) REFERENCES streamforge.videos(id) ON DELETE CASCADE;


--
-- Name: tracks tracks_current_revision; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.tracks
    ADD CONSTRAINT tracks_current_revision FOREIGN KEY (current_revision) REFERENCES streamforge.revisions(id) ON DELETE SET NULL;


--
-- Name: tracks tracks_video_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.tracks
    ADD CONSTRAINT tracks_video_id_fkey FOREIGN KEY (video_id) REFERENCES streamforge.videos(id) ON DELETE CASCADE;


--
-- Name: transcription_segments transcription_segments_transcription_id_fkey; Type: FK CONSTRAINT; Schema: streamforge; Owner: -
--

ALTER TABLE ONLY streamforge.transcription_segments
    ADD CONSTRAINT transcription_segments_transcription_id_fkey FOREIGN KEY (transcription_id) REFERENCES streamforge.transcriptions(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


