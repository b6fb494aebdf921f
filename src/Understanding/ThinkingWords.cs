using System.Collections.Frozen;

namespace Parley.Understanding;

/// <summary>Words that tell of work with many steps or conditions, in English, German, French and Spanish. A star ends the beginning of a word.</summary>
internal static class ThinkingWords
{
    public enum Kind
    {
        None,

        /// <summary>Asks for reasons, judgement or construction.</summary>
        Reason,

        /// <summary>Sets a condition.</summary>
        Condition,

        /// <summary>Orders steps or parts.</summary>
        Step,
    }

    private const int Longest = 14;
    private const int Shortest = 2;

    private const string Reasons =
        """
        why explain* elaborat* justif* prove proof* deriv* compar* contrast* analy* evaluat* assess* critiqu* design* implement* optimi* refactor* debug*
        algorithm* strateg* plan* tradeoff* pros cons implication* conseque* relationship* hypothes* reason* conclu* infer* demonstrat* architect* recommend* propos* develop* estimat* interpret*
        warum wieso weshalb erklar* erlauter* begrund* beweis* herleit* vergleich* analysier* bewert* beurteil* entwirf* entwickl* implementier* optimier* strategie* vorteil* nachteil* auswirkung* zusammenhang* schlussfolger* widerleg* abwag*
        pourquoi expliqu* demontr* prouv* dedui* analys* evalu* concev* conce* developp* implement* avantage* inconvenient* consequence* raisonn* argument* critiqu*
        porque explic* explique* demuestr* prueb* deduc* analic* analiz* evalu* disen* desarroll* implement* ventaja* desventaja* consecuenc* razon* argument* critic*
        """;

    private const string Conditions =
        """
        must should without only exactly unless except least most each every between within whether given assume* suppos* constraint* requir* limit* per cannot fewer greater equal*
        muss mussen soll sollen ohne nur genau ausser mindestens hochstens jede jeder jedes zwischen innerhalb falls angenommen bedingung* sofern jeweils weniger
        doit doivent sans seulement exactement sauf moins plus chaque entre supposons condition* limite* respect* chacun
        debe deben sin solo exactamente salvo menos cada entre supon* condicion* limite* respet* siempre
        """;

    private const string Steps =
        """
        first second third then next finally afterwards step* also additionally furthermore both respectively stage* phase* part followed moreover detailed list* table section* example*
        zuerst erstens zweitens dann danach anschliessend schliesslich schritt* auch ausserdem sowie beide phase* abschnitt* tabelle beispiel* detaillier* liste*
        abord premierement ensuite puis enfin etape* aussi egalement deux phase* partie* tableau exemple* detaill* liste*
        primero segundo luego despues finalmente paso* tambien ademas ambos fase* parte* tabla ejemplo* detall* lista*
        """;

    private static readonly FrozenDictionary<string, (Kind Kind, bool Begins)> All = Read().ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (Kind Kind, bool Begins)>.AlternateLookup<ReadOnlySpan<char>> BySpan = All.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="word">Folded.</param>
    public static Kind Of(ReadOnlySpan<char> word)
    {
        for (var length = Math.Min(word.Length, Longest); length >= Shortest; length--)
        {
            if (BySpan.TryGetValue(word[..length], out var found) && (found.Begins || length == word.Length))
            {
                return found.Kind;
            }
        }

        return Kind.None;
    }

    private static Dictionary<string, (Kind Kind, bool Begins)> Read()
    {
        var read = new Dictionary<string, (Kind, bool)>(StringComparer.Ordinal);
        foreach (var (kind, words) in ((Kind, string)[])[(Kind.Reason, Reasons), (Kind.Condition, Conditions), (Kind.Step, Steps)])
        {
            foreach (var word in words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                read[word.TrimEnd('*')] = (kind, word.EndsWith('*'));
            }
        }

        return read;
    }
}
