namespace Parley.Memory;

/// <summary>Something that was said early in a conversation and may be asked for late.</summary>
/// <param name="Kind"><c>name number date decision preference open_question</c>.</param>
/// <param name="Keys">What an answer would need; all of them have to be in the prompt.</param>
internal sealed record Fact(string Kind, string Text, params string[] Keys);

/// <summary>The conversations: what is planted in them, and what fills them up. All of it was written for this measurement.</summary>
internal static class Facts
{
    public static IReadOnlyList<Fact> English { get; } =
    [
        new("name", "By the way, my sister's name is Annika Lindqvist, she will help with the move.", "Annika Lindqvist"),
        new("name", "Our contact at the removal company is Tobias Okafor.", "Tobias Okafor"),
        new("name", "The new flat is in Harbour Street, just behind the old brewery.", "Harbour Street"),
        new("name", "We call the project Bluefin internally.", "Bluefin"),
        new("number", "The rent is 1,240 a month without heating.", "1,240"),
        new("number", "There are 37 boxes so far.", "37 boxes"),
        new("number", "The customer number at the power company is KD-88213.", "KD-88213"),
        new("number", "We can spend 3,500 at most on furniture.", "3,500"),
        new("date", "The keys are handed over on 14 March at nine.", "14 March"),
        new("date", "My old contract ends on 2027-04-30.", "2027-04-30"),
        new("date", "The painters come on Thursday the 11th.", "11th"),
        new("decision", "We talked it over and decided to hire a van instead of a company.", "hire a van"),
        new("decision", "Let's go with the oak table.", "oak table"),
        new("decision", "They agreed on two months' deposit.", "two months"),
        new("decision", "Decision: the piano stays with my parents.", "piano stays with my parents"),
        new("preference", "Please always give me lists with at most five points.", "five points"),
        new("preference", "I prefer trains to cars whenever there is a choice.", "prefer trains"),
        new("preference", "I'm allergic to cats, so keep that in mind for the sublet.", "allergic to cats"),
        new("preference", "Never suggest anything from that large furniture chain.", "large furniture chain"),
        new("open_question", "It is still open who feeds the fish in the meantime.", "feeds the fish"),
        new("open_question", "We still need to find somebody for the lamps.", "lamps"),
        new("open_question", "The parking permit is not confirmed yet.", "parking permit"),
        new("open_question", "Remind me to ask about the cellar.", "ask about the cellar"),
        new("name", "You can call me Jo.", "call me Jo"),
    ];

    public static IReadOnlyList<Fact> German { get; } =
    [
        new("name", "Meine Trainerin heißt übrigens Leyla Brandstätter.", "Leyla Brandstätter"),
        new("name", "Der Verein nennt sich Sturmvögel Nordheide.", "Sturmvögel Nordheide"),
        new("name", "Die Halle liegt in der Färbergasse.", "Färbergasse"),
        new("number", "Der Beitrag beträgt 68,50 Euro im Quartal.", "68,50"),
        new("number", "Wir haben zurzeit 214 Mitglieder.", "214"),
        new("number", "Die Rechnung hat die Nummer RE-2026-0417.", "RE-2026-0417"),
        new("date", "Das Sommerfest ist am 12. Juli.", "12. Juli"),
        new("date", "Bis zum 30.09. müssen die Anmeldungen da sein.", "30.09."),
        new("decision", "Wir haben uns für die grünen Trikots entschieden.", "grünen Trikots"),
        new("decision", "Der Vorstand hat den Umbau der Küche abgelehnt.", "Umbau der Küche"),
        new("decision", "Beschlossen: Kinder unter sechs zahlen nichts.", "unter sechs"),
        new("preference", "Bitte immer per Du schreiben, auch an den Vorstand.", "per Du"),
        new("preference", "Ich mag keine langen Einleitungen.", "langen Einleitungen"),
        new("open_question", "Noch offen ist, wer die Musik macht.", "Musik"),
        new("open_question", "Wir müssen noch klären, ob die Feuerwehr zustimmt.", "Feuerwehr"),
        new("open_question", "Ob der Bus reicht, ist noch unklar.", "Bus reicht"),
    ];
}
