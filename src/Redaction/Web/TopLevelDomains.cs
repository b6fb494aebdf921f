using System.Collections.Frozen;

namespace Parley.Redaction;

/// <summary>The ends of names in the Domain Name System: the two-letter codes of countries (ISO 3166) and widely used generic ones, as IANA lists them.</summary>
internal static class TopLevelDomains
{
    private static readonly FrozenSet<string> Known = string.Concat(
        "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz ",
        "de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it ",
        "je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni ",
        "nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk ",
        "tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw ",
        "com net org edu gov mil int info biz name pro aero asia cat coop jobs mobi museum post tel travel arpa app dev page cloud online site website store shop blog tech xyz ",
        "club top live news media agency digital email host hosting systems solutions services company group world today life space fun icu vip work wiki design studio art ",
        "photo photos pics video music games game bank finance money capital fund insurance tax legal law health care clinic dental doctor academy school university college ",
        "education training courses support help guide tips zone network social chat community center city house homes estate land rent hotel restaurant cafe bar pizza food ",
        "kitchen fashion shoes clothing beauty salon fitness yoga run bike auto car cars taxi tours flights holiday gallery expert ventures partners consulting marketing ",
        "business ltd inc llc gmbh london berlin paris nyc tokyo amsterdam wien hamburg koeln bayern moscow swiss global international earth eco green energy solar ink one ",
        "link click download software codes computer science example")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Ambiguous =
        """
        it in is to me so my no at be as am by do us an if or ad la de es id al
        re py md rs sh pl ps cc ml so st ai mo ms pm tv example run work one link click help name
        post care live life fun art game food top club bar car page app info zone city house group world today guide news pro
        bank law
        """
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownEnds = Known.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = Ambiguous.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Has(ReadOnlySpan<char> end) => KnownEnds.Contains(end) || end.StartsWith("xn--", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an end is an ordinary word too, or the extension of files, so that a forgotten blank looks like a domain.</summary>
    public static bool IsWord(ReadOnlySpan<char> end) => Words.Contains(end);
}
