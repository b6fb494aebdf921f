namespace Parley.Evaluation.Tests;

public sealed class BootstrapTests
{
    [Fact]
    public void A_steady_gain_is_told_from_chance()
    {
        var difference = PairedBootstrap.Of([.. Enumerable.Range(0, 100).Select(i => i % 4 == 0 ? 0.5 : 0)], new Random(1), 2000);

        Assert.Equal(0.125, difference.Mean, 12);
        Assert.Equal(1, difference.Verdict);
        Assert.InRange(difference.Low, 0.05, 0.125);
        Assert.InRange(difference.High, 0.125, 0.2);
    }

    [Fact]
    public void A_gain_of_one_question_is_not()
    {
        var difference = PairedBootstrap.Of([1, -1, 1, -1, 1, -1, 1], new Random(1), 2000);

        Assert.Equal(0, difference.Verdict);
    }

    [Fact]
    public void The_same_draw_gives_the_same_interval()
    {
        var differences = Enumerable.Range(0, 50).Select(i => Math.Sin(i)).ToList();

        Assert.Equal(PairedBootstrap.Of(differences, new Random(3), 500), PairedBootstrap.Of(differences, new Random(3), 500));
    }

    [Fact]
    public void Runs_that_do_not_differ_have_no_interval()
    {
        Assert.Equal(new Difference(0, 0, 0), PairedBootstrap.Of([0, 0, 0], new Random(1)));
    }
}
