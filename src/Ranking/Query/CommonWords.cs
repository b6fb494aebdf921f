using System.Collections.Frozen;

namespace Parley.Ranking;

/// <summary>
/// Words that questions are made of whatever they ask about. A small corpus of answers seldom has them, so that its counts alone would take
/// them for the heart of the question.
/// </summary>
internal static class CommonWords
{
    private static readonly FrozenSet<string> All =
        """
        definition defined define pdf ppt
        able actual actually advice advise allow allows already always anybody anyone anything anyway ask available best better bit call called
        case cause come comes common could current currently describe detail details difference different differ do easier easiest easily easy
        else ever every everyone exactly example explain explanation expand fact far feel few find fine form found get gets getting give given
        gives go goes going good got great happen happened happening happens hard hear heard hello help here hi hope idea important information
        info instead interested interesting involve involved issue just keep kind know known last later least less let like likely list little
        long look looking looks lot made main make makes making many matter maybe mean meaning means method mention mentioned more most much
        name named need needed needs never new next nice now often ok okay old one ones only order other otherwise part particular people
        person place please point possible possibly pretty problem provide purpose put question quite rather really reason recommend refer
        related right said same saw say second see seem seems set several show simple simply since so solution some somebody somehow someone
        something sort start started still stuff suggest sure take taken tell thank thanks thing things think thought time told too took true
        try trying turn type types understand until upon usage use used useful user uses using usually various want wanted wants way ways well
        went whether whole within without wonder wondering word work working works would wrong yes yet
        bitte danke gibt geht genau möglich machen macht man mehr viele wieviel wie wohl wissen würde gern gerne
        haber hacer hace hay puedo puede pueden quiero saber tener tiene gracias
        faire fait peut peux pouvoir puis-je veux savoir merci
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string folded) => All.Contains(folded);
}
