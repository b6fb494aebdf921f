using Parley.Moderation;

namespace Parley.Safety.Tests;

/// <summary>What is remembered of texts that come again.</summary>
public sealed class KeptScansTests
{
    private static readonly Judge Judge = new(Policy.Standard);

    [Fact]
    public void A_text_that_comes_again_is_not_looked_at_again()
    {
        var (scans, looks) = (new KeptScans(), 0);

        for (var i = 0; i < 3; i++)
        {
            scans.Get(Judge, ModerationSource.User, "Hello", Look);
        }

        scans.Get(Judge, ModerationSource.Document, "Hello", Look);
        Assert.Equal(2, looks);

        ScannedText Look()
        {
            looks++;
            return Scan();
        }
    }

    [Fact]
    public void It_never_takes_more_than_its_size_however_long_the_texts_are_that_it_keeps()
    {
        const int Most = 100_000;
        var scans = new KeptScans(Most);

        for (var i = 0; i < 500; i++)
        {
            scans.Get(Judge, ModerationSource.User, $"text {i}", () => Scan(new string('x', i * 20)));
            Assert.InRange(scans.Bytes, 0, Most);
        }

        scans.Get(Judge, ModerationSource.User, "short", () => Scan());
        var before = scans.Bytes;
        scans.Get(Judge, ModerationSource.User, "long", () => Scan(new string('x', Most)));
        Assert.Equal(before, scans.Bytes);
    }

    private static ScannedText Scan(string? redacted = null) => new(GuardAction.Allow, [], redacted);
}
