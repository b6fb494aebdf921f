namespace Parley.Models;

/// <summary>What the extractive model says in its own words, in one language.</summary>
internal sealed record Wording
{
    private const int LongestLook = 1_000;

    private static readonly string[] GermanWords =
        ["der", "die", "das", "und", "ist", "sind", "wie", "was", "wer", "wo", "wann", "warum", "welche", "welcher", "welches", "ich", "wir", "mein",
         "kann", "kannst", "muss", "nicht", "ein", "eine", "einen", "für", "mit", "von", "zu", "auf", "bitte", "gibt", "bist", "du", "danke", "hallo", "guten"];

    public required string Note { get; init; }

    /// <summary>Beneath a quote that stands in for the answer of a language model.</summary>
    public required string StandIn { get; init; }

    public required string DoesNotKnow { get; init; }

    /// <summary>For a model that is bound to its sources.</summary>
    public required string Bound { get; init; }

    /// <summary>What leads to the list of what is nearest.</summary>
    public required string Nearest { get; init; }

    public required string Greeting { get; init; }

    public required string Welcome { get; init; }

    public required string Goodbye { get; init; }

    public required string WhoAmI { get; init; }

    public required string Help { get; init; }

    public static Wording English { get; } = new()
    {
        Note = "_Quoted from the knowledge base; no language model is connected._",
        StandIn = "_The language model does not answer at the moment; this is quoted from the knowledge base instead._",
        DoesNotKnow = "I do not know: I found nothing in the knowledge base that answers this. No language model is connected, so I can only quote what stands there.",
        Bound = "I do not know. The documents that I can see do not answer this, and I was asked to answer from them only.",
        Nearest = "Nearest to it is what stands in:",
        Greeting = "Hello! No language model is connected, so I answer with quotes from the knowledge base. What would you like to know?",
        Welcome = "You are welcome. No language model is connected, but I gladly look up more in the knowledge base.",
        Goodbye = "Goodbye! (No language model was connected; I quoted the knowledge base.)",
        WhoAmI = "I am Parley's built-in assistant. No language model is connected: I answer with the sentences of the knowledge base that fit best, and name the source of each.",
        Help = "Ask about anything in the knowledge base: I quote the sentences that fit best and name their sources. No language model is connected; for free conversation, set OPENAI_BASE_URL or OPENAI_API_KEY, or start a local model server.",
    };

    public static Wording German { get; } = new()
    {
        Note = "_Zitiert aus der Wissensbasis; es ist kein Sprachmodell verbunden._",
        StandIn = "_Das Sprachmodell antwortet zurzeit nicht; stattdessen steht hier ein Zitat aus der Wissensbasis._",
        DoesNotKnow = "Das weiß ich nicht: In der Wissensbasis steht nichts, was diese Frage beantwortet. Es ist kein Sprachmodell verbunden, darum kann ich nur zitieren, was dort steht.",
        Bound = "Das weiß ich nicht. Die Dokumente, die ich sehen kann, beantworten das nicht, und ich soll nur aus ihnen antworten.",
        Nearest = "Am nächsten kommt dem, was hier steht:",
        Greeting = "Hallo! Es ist kein Sprachmodell verbunden, darum antworte ich mit Zitaten aus der Wissensbasis. Was möchten Sie wissen?",
        Welcome = "Gern geschehen. Es ist kein Sprachmodell verbunden, aber in der Wissensbasis schlage ich gern weiter nach.",
        Goodbye = "Auf Wiedersehen! (Es war kein Sprachmodell verbunden; ich habe die Wissensbasis zitiert.)",
        WhoAmI = "Ich bin der eingebaute Assistent von Parley. Es ist kein Sprachmodell verbunden: Ich antworte mit den Sätzen der Wissensbasis, die am besten passen, und nenne zu jedem die Quelle.",
        Help = "Fragen Sie nach allem, was in der Wissensbasis steht: Ich zitiere die Sätze, die am besten passen, und nenne ihre Quellen. Es ist kein Sprachmodell verbunden; für freie Gespräche setzen Sie OPENAI_BASE_URL oder OPENAI_API_KEY, oder starten einen lokalen Modellserver.",
    };

    /// <summary>German for a German question, else English.</summary>
    public static Wording For(string question)
    {
        var words = question[..Math.Min(question.Length, LongestLook)].ToLowerInvariant().Split([' ', '\n', '\t', '?', '!', '.', ',', ':'], StringSplitOptions.RemoveEmptyEntries);
        var german = words.Count(GermanWords.Contains);
        return german > 0 && german * 5 >= words.Length ? German : English;
    }
}
