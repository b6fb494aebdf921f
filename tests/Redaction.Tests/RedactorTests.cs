namespace Parley.Redaction.Tests;

/// <summary>What becomes of a text when parts of it are replaced.</summary>
public sealed class RedactorTests
{
    private static readonly RedactionRules Rules = new(
        kind => kind switch { DatumKinds.Email => Treatment.Placeholder, DatumKinds.Ip => Treatment.Mask, _ => Treatment.Keep }, (kind, value) => Placeholders.Of(kind, value.Length));

    [Fact]
    public void Each_kind_is_treated_as_its_rule_says() =>
        Assert.Equal("Mail [EMAIL_13] from [ip] or visit https://example.com.", Redactor.Apply("Mail a@example.com from 10.0.0.7 or visit https://example.com.", Rules).Text);

    [Fact]
    public void What_only_looks_like_a_placeholder_is_escaped_on_demand()
    {
        Assert.Equal("[\\CARD_1] [EMAIL_13] [\\CARD_2]", Redactor.Apply("[CARD_1] a@example.com [CARD_2]", Rules, escapesLookAlikes: true).Text);
        Assert.Equal("[CARD_1] [EMAIL_13]", Redactor.Apply("[CARD_1] a@example.com", Rules).Text);
    }

    [Fact]
    public void What_was_redacted_is_not_redacted_again()
    {
        foreach (var text in Samples.All)
        {
            var all = new RedactionRules(_ => Treatment.Placeholder, (kind, _) => Placeholders.Of(kind, 1));
            var once = Redactor.Apply(text, all).Text;
            var found = PersonalDataFinder.Find(once);

            Assert.DoesNotContain(Placeholders.In(once), one => found.Any(datum => datum.Start < one.Start + one.Length && one.Start < datum.End));
        }
    }

    [Fact]
    public void Kept_places_are_found_again_by_the_map_and_others_cover_what_replaced_them()
    {
        const string text = "To a@example.com, from 10.0.0.7: hello world";
        var redacted = Redactor.Apply(text, Rules);

        foreach (var word in (string[])["To", "from", "hello", "world", ", from"])
        {
            var at = text.IndexOf(word, StringComparison.Ordinal);
            var (start, end) = redacted.Offsets.Map(at, at + word.Length);
            Assert.Equal(word, redacted.Text[start..end]);
        }

        var (first, last) = redacted.Offsets.Map(5, 10);
        Assert.Equal("[EMAIL_13]", redacted.Text[first..last]);
        Assert.Equal(redacted.Text.Length, redacted.Offsets.Map(0, text.Length).End);
    }

    [Fact]
    public void Findings_out_of_order_are_refused() =>
        Assert.Throws<ArgumentException>(() => Redactor.Apply("abcdef", [new(DatumKinds.Email, 3, 5, 1), new(DatumKinds.Email, 0, 2, 1)], Rules));
}
