namespace Parley.Safety.Tests;

public sealed class ExcerptTests
{
    private static readonly HashSet<string> Masked = [.. Policy.Standard.Traces.Where(kind => kind.Value != PersonalAction.Keep).Select(kind => kind.Key)];

    [Fact]
    public void What_was_found_stands_in_it_and_personal_data_do_not()
    {
        var text = new string('x', 300) + " call Globex at ann@example.com or pay to DE89 3704 0044 0532 0130 00 " + new string('y', 9_000);
        var start = text.IndexOf("Globex", StringComparison.Ordinal);

        var shown = Excerpt.Of(text, start, start + 6, Masked);

        Assert.Contains("call Globex at [email] or pay to [iban]", shown, StringComparison.Ordinal);
        Assert.StartsWith("…", shown, StringComparison.Ordinal);
        Assert.EndsWith("…", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 60, 250);
    }

    [Fact]
    public void What_was_found_inside_of_personal_data_is_shown_as_their_kind() =>
        Assert.Equal("Write to [email] now.", Excerpt.Of("Write to ann@example.com now.", 13, 20, Masked));

    [Fact]
    public void Any_text_and_place_give_an_excerpt()
    {
        foreach (var (text, start, end) in ((string, int, int)[])[("", 0, 0), ("\ud83d\ude00", 1, 1), ("\ud800", 5, 9), ("a", 7, 3), (new string('\udc00', 9_000), 4_500, 4_501)])
        {
            Assert.InRange(Excerpt.Of(text, start, end, Masked).Length, 0, 242);
        }
    }
}
