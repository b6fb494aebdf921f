using System.Text;

namespace Parley.Understanding.Tests;

/// <summary>What everyday messages are understood as, and that no message is too odd to be read.</summary>
public sealed class UnderstanderTests
{
    [Theory]
    [InlineData("Write a Python function that parses a CSV file and returns the rows as dictionaries.", "code")]
    [InlineData("Schreibe eine SQL-Abfrage, die alle Kunden ohne Bestellung liefert.", "code")]
    [InlineData("Can my employer fire me without notice, and should I hire a lawyer?", "legal")]
    [InlineData("Darf mein Vermieter die Miete ohne Ankündigung erhöhen, und brauche ich einen Anwalt?", "legal")]
    [InlineData("Mon propriétaire peut-il augmenter le loyer sans préavis selon la loi ?", "legal")]
    [InlineData("¿Puede mi casero subirme el alquiler sin aviso, o necesito un abogado?", "legal")]
    [InlineData("Should I put my savings into an index fund or pay off the mortgage first?", "finance")]
    [InlineData("Wie viel Einkommensteuer zahle ich auf 60.000 Euro Gehalt?", "finance")]
    [InlineData("Write a short poem about the sea in winter.", "writing")]
    [InlineData("Translate \"see you next week\" into Italian.", "translation")]
    [InlineData("Solve the equation 4x - 7 = 21 for x.", "math")]
    [InlineData("Fasse diesen Bericht in drei Sätzen zusammen.", "summary")]
    [InlineData("Summarise the attached report in three bullet points.", "summary")]
    [InlineData("I want to return my order and get a replacement.", "support")]
    [InlineData("Who discovered the river that flows through the capital of Peru?", "question")]
    [InlineData("Hello, how are you today?", "chitchat")]
    public void A_task_is_told_by_its_words(string text, string task) => Assert.Equal(task, Understander.Read(text).Task.Label);

    [Theory]
    [InlineData("What time does the museum open on Sundays?", "question")]
    [InlineData("Ich möchte meine Bestellung stornieren.", "transaction")]
    [InlineData("Please book a table for four tomorrow evening.", "transaction")]
    [InlineData("This is unacceptable, my blender arrived broken and nobody answers my e-mails!", "complaint")]
    [InlineData("Das ist eine Frechheit, ich warte seit drei Wochen und niemand ruft zurück!", "complaint")]
    [InlineData("C'est inadmissible, j'attends depuis trois semaines et personne ne répond !", "complaint")]
    [InlineData("Thank you so much, you are the best!", "chitchat")]
    [InlineData("Hola, ¿qué tal?", "chitchat")]
    public void An_intent_is_told_by_its_words(string text, string intent) => Assert.Equal(intent, Understander.Read(text).Intent.Label);

    [Theory]
    [InlineData("")]
    [InlineData("   \n\t ")]
    [InlineData("?!… --- ///")]
    public void A_message_without_a_word_is_understood_as_nothing(string text) => Assert.Same(Understood.Nothing, Understander.Read(text));

    [Fact]
    public void Whatever_is_written_every_confidence_is_a_probability()
    {
        string[] odd =
        [
            "a", "😀", "\uD83D", "\uDE00\uD83D", "\0\0\0", new('x', 500_000), string.Concat(Enumerable.Repeat("é", 9_000)),
            string.Concat(Enumerable.Repeat("e\u0301", 9_000)), new('?', 40_000), "0 1 2 3 4 5 6 7 8 9", "```\nx\n```", new string('\n', 9_000) + "end",
            string.Join(' ', Enumerable.Repeat("word", 100_000)), "日本語で書かれた文章です。", "ประโยคภาษาไทย", "\u202Eright to left", "ǆ ß ﬁ Å",
        ];

        foreach (var text in odd)
        {
            var understood = Understander.Read(text);

            Assert.InRange(understood.Intent.Confidence, 0, 1);
            Assert.InRange(understood.Task.Confidence, 0, 1);
            Assert.InRange(understood.Language.Confidence, 0, 1);
            Assert.InRange(understood.Complexity.Confidence, 0, 1);
            Assert.InRange(understood.Complexity.Score, 0, 1);
        }
    }

    [Fact]
    public void Random_text_is_read_the_same_every_time()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 4_000)).Select(_ => (char)random.Next(0x2_000))]);

            Assert.Equal(Understander.Read(text), Understander.Read(text));
        }
    }

    [Fact]
    public void Case_accents_and_their_two_spellings_make_no_difference()
    {
        const string Plain = "Können Sie bitte das Gerät für mich übersetzen";

        var understood = Understander.Read(Plain).Task;

        Assert.Equal(understood, Understander.Read(Plain.Normalize(NormalizationForm.FormD)).Task);
        Assert.Equal(understood.Label, Understander.Read("Konnen Sie bitte das Gerat fur mich ubersetzen").Task.Label);
    }

    [Fact]
    public void What_stands_in_the_middle_of_a_long_message_costs_nothing_and_its_end_counts()
    {
        var filler = string.Concat(Enumerable.Repeat("lorem ipsum dolor ", 20_000));
        const string Wish = "Now translate all of this text into German, please.";

        Assert.Equal(Understander.Read(filler + filler), Understander.Read(filler + Wish + filler));
        Assert.NotEqual(Understander.Read(filler + "the end").Task, Understander.Read(filler + Wish).Task);
    }

    [Fact]
    public void Hardly_anything_is_allocated()
    {
        var text = string.Concat(Enumerable.Repeat("Could you explain this clause of my contract? ", 40));
        Understander.Read(text);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            Understander.Read(text);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 512);
    }

    [Theory]
    [InlineData("क्या आप मेरी मदद कर सकते हैं?", "hi")]
    [InlineData("Не могли бы вы мне помочь с этим письмом?", "ru")]
    public void Of_a_script_that_nothing_was_learned_of_the_language_alone_is_told(string text, string language)
    {
        var understood = Understander.Read(text);

        Assert.Equal(language, understood.Language.Label);
        Assert.Equal((Guess.None, Guess.None), (understood.Intent, understood.Task));
    }
}
