using System.Collections.Frozen;
using Parley.Text;

namespace Parley.Ranking;

/// <summary>Tells greetings, thanks, farewells and mere assent, for which nothing need be searched.</summary>
internal static class SmallTalk
{
    private const int MostWords = 8;

    private static readonly FrozenSet<string> Marks =
        """
        hi hello hey howdy greetings morning afternoon evening welcome thanks thank thx ty cheers bye goodbye ciao farewell ok okay yes no yep nope
        yeah sure great cool nice perfect awesome super fine wow lol haha sorry please understood hiya
        guten hallo moin servus grüezi tag tschüss danke dankeschön bitte ja nein genau gerne super prima toll ok
        bonjour salut bonsoir merci oui non revoir d'accord
        hola buenos buenas gracias adiós sí vale perfecto
        grazie buongiorno obrigado obrigada olá dank bedankt hoi merhaba teşekkürler привет спасибо здравствуйте пока नमस्ते धन्यवाद مرحبا شكرا γεια ευχαριστώ
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Fold).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Fillers =
        """
        a the you u your so very much again for to and all there good well that that's this is it i i'm me my have had day days one lot bunch appreciate
        appreciated help helping helped answer answers info today now then too also how are doing going see later soon talk fine got
        was what whats what's up everyone everybody bot assistant dear sir madam nice meet meeting
        vielen schön schönen guten gute viele für die der das hilfe dir ihnen euch wie geht es geht's auf wiedersehen bis bald morgen abend
        beaucoup bien au à bientôt ça va pour aide votre ton muchas muy bien qué tal hasta luego por tu su ayuda días tardes noches
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Fold).ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Phrases = ["how are you", "how is it going", "how's it going", "what's up", "whats up", "who are you", "nice to meet you", "see you", "wie geht", "comment ça va", "qué tal"];

    /// <summary>Whether a message is nothing else.</summary>
    public static bool IsAll(string message)
    {
        var words = Words.In(message).Select(word => Words.Fold(message.AsSpan(word.Start, word.Length), word.Script)).ToList();
        if (words.Count is 0 or > MostWords)
        {
            return words.Count == 0;
        }

        var known = words.All(word => Marks.Contains(word) || Fillers.Contains(word));
        return known && (words.Exists(Marks.Contains) || Phrases.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase)))
            && (!message.Contains('?', StringComparison.Ordinal) || Phrases.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase)));
    }

    private static string Fold(string word) => Words.Fold(word, Scripts.Of(word[0]));
}
