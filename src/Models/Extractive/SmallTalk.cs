using System.Text.RegularExpressions;

namespace Parley.Models;

/// <summary>Knows a message that is only small talk, and the plain answer to it.</summary>
internal static partial class SmallTalk
{
    private const int LongestMessage = 80;

    /// <summary>For a greeting in a language that we have no words for, or a message without any.</summary>
    private const string Neutral = "👋 Parley — no language model is connected; I quote the knowledge base.";

    /// <returns>Null when the message is more than small talk.</returns>
    public static string? Answer(string message, Wording words)
    {
        if (message.Length > LongestMessage)
        {
            return null;
        }

        var text = NotWord().Replace(message.ToLowerInvariant(), " ").Trim();
        return text.Length == 0 ? Neutral
            : Greeting().IsMatch(text) ? words.Greeting
            : OtherGreeting().IsMatch(text) ? Neutral
            : Thanks().IsMatch(text) ? words.Welcome
            : Goodbye().IsMatch(text) ? words.Goodbye
            : WhoAreYou().IsMatch(text) ? words.WhoAmI
            : Help().IsMatch(text) ? words.Help
            : null;
    }

    [GeneratedRegex("""[^\p{L}\p{M}\p{N}]+""")]
    private static partial Regex NotWord();

    [GeneratedRegex(
        """^(?:(?:oh )?(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day)|hallo|hi|hey|moin(?: moin)?|servus|gr(?:ü|ue)(?:ß|ss)(?: gott| dich| sie)|guten (?:tag|morgen|abend)|tag)(?: (?:there|all|everyone|parley|bot|again|zusammen|du|nochmal))?(?: (?:how are you(?: doing)?(?: today)?|wie geht(?: es|s) (?:dir|ihnen)|wie gehts))?|how are you(?: doing)?(?: today)?|wie geht(?: es|s)(?: dir| ihnen)?)$""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Greeting();

    [GeneratedRegex("^(?:bonjour|bonsoir|salut|hola|buenos d(?:í|i)as|buenas tardes|ciao|buongiorno|ol(?:á|a)|bom dia|hej|hei|ahoj|cześć|merhaba|привет|здравствуйте|你好|您好|こんにちは|안녕하세요|안녕|नमस्ते|مرحبا|السلام عليكم|שלום|γεια)$", RegexOptions.CultureInvariant)]
    private static partial Regex OtherGreeting();

    [GeneratedRegex("^(?:(?:ok(?:ay)? )?(?:great |perfect |super |cool )?(?:many )?(?:thanks?(?: you)?|thx|ty|cheers|danke(?:schön| schön| sehr)?|vielen dank|besten dank|merci|gracias)(?: (?:a lot|so much|very much|for (?:your|the) help|parley|dir|ihnen|für die hilfe))?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Thanks();

    [GeneratedRegex("^(?:(?:ok(?:ay)? )?(?:good ?bye|bye(?: bye)?|see you(?: later| soon)?|farewell|good night|tschüss?|tschüß|auf wiedersehen|bis (?:bald|später|dann|morgen)|gute nacht|ciao ciao))$", RegexOptions.CultureInvariant)]
    private static partial Regex Goodbye();

    [GeneratedRegex("^(?:(?:and )?(?:who|what) are you|what(?: i)?s your name|what is your name|are you (?:a )?(?:bot|robot|human|real|ai|an ai|chatgpt)|which model are you|what model are you|(?:und )?wer bist du|wer sind sie|was bist du|wie hei(?:ß|ss)t du|wie hei(?:ß|ss)en sie|bist du (?:ein )?(?:bot|roboter|mensch|echt)|welches modell bist du)$", RegexOptions.CultureInvariant)]
    private static partial Regex WhoAreYou();

    [GeneratedRegex("^(?:help(?: me)?(?: please)?|what can you do(?: for me)?|how (?:can|could) you help(?: me)?|how do(?:es)? (?:you|this) work|what can i ask(?: you)?|hilfe|hilf mir(?: bitte)?|was kannst du(?: alles)?(?: tun)?|was können sie(?: tun)?|wie (?:funktioniert das|kannst du mir helfen)|was kann ich (?:dich |sie )?fragen)$", RegexOptions.CultureInvariant)]
    private static partial Regex Help();
}
