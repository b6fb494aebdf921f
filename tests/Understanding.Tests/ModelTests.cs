namespace Parley.Understanding.Tests;

/// <summary>What was learned, as it is shipped.</summary>
public sealed class ModelTests
{
    // Ours, written for this test: nothing was learned from them.
    private static readonly (string Text, string Task)[] Own =
    [
        ("Why does my unit test throw a null pointer exception in Java?", "code"),
        ("Please refactor this recursive method into a loop.", "code"),
        ("Wie kann ich in JavaScript über ein Array iterieren?", "code"),
        ("Is a verbal contract legally binding in court?", "legal"),
        ("Muss ich nach der Scheidung Unterhalt zahlen?", "legal"),
        ("Quels sont mes droits après un licenciement ?", "legal"),
        ("What dividend did the shares pay last year?", "finance"),
        ("Lohnt es sich, Aktien statt Anleihen zu kaufen?", "finance"),
        ("¿Qué hipoteca tiene el interés más bajo?", "finance"),
        ("Compose a wedding speech for my brother.", "writing"),
        ("Erfinde ein Märchen über einen kleinen Drachen.", "writing"),
        ("How do you say thank you in Japanese?", "translation"),
        ("Traduis cette phrase en allemand.", "translation"),
        ("What is the derivative of x squared?", "math"),
        ("Berechne die Fläche eines Kreises mit Radius 5.", "math"),
        ("Give me the key points of this article.", "summary"),
        ("Resume este texto en cinco puntos.", "summary"),
        ("Where is my parcel?", "support"),
        ("Turn on the lights in the bedroom.", "support"),
        ("Why is the sky blue?", "question"),
        ("Wann endete der Dreißigjährige Krieg?", "question"),
        ("Good morning!", "chitchat"),
        ("Erzähl mir einen Witz.", "chitchat"),
    ];

    [Fact]
    public void The_model_is_as_sure_as_it_is_right()
    {
        var answers = Own.Select(own => (own.Task, Guess: Understander.Read(own.Text).Task)).ToArray();
        var right = answers.Average(answer => answer.Guess.Label == answer.Task ? 1.0 : 0);
        var sure = answers.Average(answer => answer.Guess.Confidence);

        Assert.InRange(right, 0.8, 1);
        Assert.InRange(Math.Abs(right - sure), 0, 0.2);
    }

    [Fact]
    public void Words_that_mean_nothing_leave_it_unsure()
    {
        Assert.InRange(Understander.Read("blorf zintu maqar velliko").Task.Confidence, 0, 0.7);
        Assert.InRange(Understander.Read("zzz").Intent.Confidence, 0, 0.8);
    }

    [Fact]
    public void It_has_an_output_for_every_label_and_stays_small()
    {
        using var stream = typeof(Understander).Assembly.GetManifestResourceStream("understanding.bin")!;

        Assert.Equal(Intents.All.Count + Tasks.All.Count, UnderstandingModel.BuiltIn.Labels.Labels);
        Assert.InRange(stream.Length, 1, 300 * 1_024);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var kept = new MemoryStream();
        UnderstandingModel.BuiltIn.Write(kept);
        kept.Position = 0;

        var read = UnderstandingModel.Read(kept);

        const string Text = "Could you translate this contract for my lawyer?";
        Assert.Equal(Understander.Read(Text), Understander.Read(Text, read));
    }
}
