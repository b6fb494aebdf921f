using System.Text.RegularExpressions;

namespace Parley.Orchestration;

/// <summary>
/// Tells by its wording what a sentence is: a decision, an open question, a preference. English and German are known well, French and
/// Spanish by their commonest wordings; in other languages nothing is told.
/// </summary>
internal static partial class Markers
{
    /// <summary>Sentences longer than this are judged by their beginning.</summary>
    private const int LooksAt = 600;

    public static bool IsDecision(string sentence) => !IsQuestion(sentence) && Decision().IsMatch(Head(sentence)) && !Undecided().IsMatch(Head(sentence));

    public static bool IsOpenQuestion(string sentence) => Undecided().IsMatch(Head(sentence));

    /// <summary>Whether somebody says who they are, what they like, or how they want things done.</summary>
    public static bool IsPersonal(string sentence) => Personal().IsMatch(Head(sentence));

    public static bool IsQuestion(string sentence) => sentence.AsSpan().TrimEnd(" \"'”’»)*_").EndsWith("?", StringComparison.Ordinal)
        || sentence.AsSpan().TrimEnd().EndsWith("？", StringComparison.Ordinal);

    private static string Head(string sentence) => sentence.Length <= LooksAt ? sentence : sentence[..LooksAt];

    [GeneratedRegex(
        """
        \b(?:we|i|they|the\s(?:team|board|client|customer|management))(?:['’](?:ve|ll|d))?\s(?:(?:have|has|had|all|now|finally|also|just|jointly)\s){0,3}(?:decided|agreed|settled|chose|chosen|opted|concluded|approved|rejected|picked|committed)\b
        |\b(?:let['’]s|let\sus|we['’]ll|we\swill|i['’]ll|i\swill|(?:we|i)(?:['’]re|['’]m|\sare|\sam)\sgoing\sto)\s(?:go\swith|use|take|keep|stick|adopt|drop|switch|move|skip|postpone|choose|pick|settle|stay\swith|ship)\b
        |\b(?:it|that|this)\s(?:is|was|has\sbeen)\s(?:decided|agreed|settled|approved)\b
        |\b(?:decision|decided|agreed|approved|resolved)\s*[:—–]
        |\b(?:the|our|my)\sdecision\s(?:is|was)\b
        |\b(?:wir|ich|sie|das\steam|der\svorstand|der\skunde|man)\s(?:haben|habe|hat)\b[^;]{0,120}\b(?:entschieden|beschlossen|vereinbart|festgelegt|ausgewählt|gewählt|geeinigt|genehmigt|verworfen|abgelehnt|abgemacht|zugesagt)\b
        |\b(?:haben|habe|hat)\s(?:wir|ich|das\steam|der\svorstand|man)\b[^;]{0,120}\b(?:entschieden|beschlossen|vereinbart|festgelegt|ausgewählt|gewählt|geeinigt|genehmigt|verworfen|abgelehnt|abgemacht|zugesagt)\b
        |\b(?:wir|ich)\s(?:nehmen|nehme|bleiben|bleibe|verwenden|verwende|nutzen|nutze|wechseln|wechsle|entscheiden|entscheide|einigen|streichen|streiche|verschieben|verschiebe|verzichten|verzichte)\b
        |\b(?:entscheidung|beschluss|beschlossen|vereinbart|entschieden|festgelegt|abgemacht)\s*[:—–]
        |\bes\s(?:ist|wurde|bleibt)\b[^;]{0,60}\b(?:entschieden|beschlossen|vereinbart|festgelegt|dabei)\b
        |\b(?:nous\savons|on\sa|j['’]ai)\s(?:\w+\s){0,2}(?:décidé|convenu|choisi|retenu|validé)\b
        |\b(?:hemos|he|han)\s(?:\w+\s){0,2}(?:decidido|acordado|elegido|aprobado)\b|\b(?:decidimos|acordamos)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Decision();

    [GeneratedRegex(
        """
        \b(?:open|unresolved|outstanding)\s(?:question|point|issue|item|task)s?\b
        |\b(?:is|are|remains?|stays?)\s(?:still\s)?(?:open|unclear|undecided|unresolved|unknown)\b
        |\bstill\s(?:need|have|has|needs)\s(?:to|an?)\b|\bstill\s(?:to\s(?:be\s)?(?:decide|clarif|confirm|find|check)|waiting|missing|pending)
        |\bto\sbe\s(?:decided|determined|confirmed|clarified|discussed)\b|\b(?:TBD|TBC|TO[D]O)\b
        |\b(?:have|has|had)(?:n['’]t|\snot)\s(?:yet\s)?(?:been\s)?(?:decided|settled|agreed|heard|confirmed|clarified|chosen)\b
        |\bnot\s(?:yet\s)?(?:been\s)?(?:decided|settled|confirmed|clear|agreed)\b
        |\b(?:we|i)\s(?:must|should|need\sto|have\sto)\s(?:still\s|yet\s)?(?:clarify|find\sout|ask|check|decide|confirm)\b
        |\bremind\s(?:me|us)\b|\bdon['’]t\slet\s(?:me|us)\sforget\b
        |\boffene[nr]?\s(?:frage|punkt|aufgabe)n?e?\b|\b(?:frage|punkt|thema)\s(?:ist|bleibt)\s(?:noch\s)?offen\b
        |\bnoch\s(?:offen|unklar|ungeklärt|unentschieden|zu\s(?:klären|entscheiden|prüfen)|(?:nicht|kein\w*)\b[^;]{0,60}\b(?:entschieden|geklärt|klar|bestätigt|beschlossen|vereinbart)|klären|entscheiden|herausfinden|nachfragen|prüfen)\b
        |\b(?:müssen|muss|sollten|sollte)\s(?:wir|ich|noch)\b[^;]{0,80}\b(?:klären|entscheiden|herausfinden|nachfragen|fragen|prüfen)\b
        |\b(?:wir|ich)\s(?:müssen|muss|sollten|sollte)\b[^;]{0,80}\b(?:klären|entscheiden|herausfinden|nachfragen|fragen|prüfen)\b
        |\berinner(?:e|st|n\ssie)?\s(?:mich|uns)\b
        |\breste\s(?:à|ouvert)|\bquestion\souverte\b|\bpas\sencore\s(?:décidé|clair)\b
        |\b(?:pendiente|por\sdecidir|aún\sno\s(?:hemos\s)?decidido|pregunta\sabierta)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Undecided();

    [GeneratedRegex(
        """
        \b(?:i|we)\s(?:really\s|always\s|usually\s|strongly\s|would\s|also\s){0,2}(?:prefer|like|love|hate|dislike|avoid|favou?r|can(?:['’]t|not)\sstand|work|live|own|am|are|['’]m)\b
        |\bi['’]m\b|\bmy\s(?:\w+\s){0,2}(?:is|are|was|has|name)\b|\bour\s(?:\w+\s){0,3}(?:is|are|was|has)\b|\bcall\sme\b
        |\bplease\s(?:always|never|don['’]t|do\snot|avoid|use|keep|answer|write)\b|\b(?:always|never)\s(?:use|call|write|answer|send|reply|include|put)\b
        |\b(?:allergic|vegetarian|vegan|deadline|due|birthday|password\shint|address|phone)\b
        |\b(?:ich|wir)\s(?:\w+\s){0,2}(?:bevorzuge|bevorzugen|mag|mögen|hasse|liebe|vermeide|heiße|heisse|heißen|wohne|wohnen|arbeite|arbeiten|bin|sind)\b
        |\bmein[er]?\s(?:\w+\s){0,2}(?:ist|sind|war|heißt|heisst)\b|\bunser[e]?\s(?:\w+\s){0,3}(?:ist|sind|war|heißt|heisst)\b
        |\bnenn(?:e|en\ssie)?\s(?:mich|uns)\b|\bbitte\s(?:immer|nie|niemals|keine?|nicht|stets)\b|\blieber\b|\bam\sliebsten\b
        |\b(?:allergisch|vegetarisch|vegan|frist|fällig|geburtstag|anschrift|telefon)\b
        |\bje\s(?:préfère|m['’]appelle|suis|travaille|déteste)\b|\b(?:prefiero|me\sllamo|odio|trabajo)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Personal();
}
