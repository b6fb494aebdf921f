using Parley.Kernel;
using Parley.Knowledge.Ingestion;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Knowledge.Tests;

/// <summary>Documents hold placeholders for what the policy takes out of them, on every database.</summary>
public abstract class ReplacedSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private const string Card = "4111 1111 1111 1111";
    private const string Text = $"# Paying with {Card}\n\nThe otter pays with {Card}, not with [CARD_1].\n\n# Later\n\nThe walrus waits.";

    [Fact]
    public async Task A_card_is_found_by_nobody_and_restored_for_who_may_read_the_document()
    {
        var id = await AddAsync(Markdown("pay", Text, acl: "role:owner"));

        var text = (await Contents.TextAsync(Acme, "docs", id, ["role:owner"], default))!.Text;
        Assert.DoesNotContain("1111", text, StringComparison.Ordinal);
        Assert.Contains(@"The otter pays with [CARD_1], not with [\CARD_1].", text, StringComparison.Ordinal);
        var hit = (await AskAsync("otter pays", ["role:owner"])).Hits[0];
        Assert.Equal(text[hit.Start..hit.End], hit.Text);
        Assert.DoesNotContain("1111", $"{hit.Text}{hit.Heading}{hit.Title}", StringComparison.Ordinal);
        Assert.DoesNotContain((await AskAsync("4111 1111", ["role:owner"])).Hits, found => found.Text.Contains("4111", StringComparison.Ordinal));

        var restored = await Restoration.RestoreAsync(Acme, ["role:owner"], id, default);
        Assert.Contains($"The otter pays with {Card}, not with [CARD_1].", restored!.Text!, StringComparison.Ordinal);
        Assert.All(restored.Placeholders, place => Assert.Equal(Card, restored.Text![place.Start..place.End]));
        var apart = await Restoration.RestoreAsync(Acme, Members, id, default);
        Assert.Null(apart!.Text);
        Assert.Equal(Card, apart.Placeholders[0].Value);
        Assert.Null(await Restoration.RestoreAsync(Bolt, ["role:owner"], id, default));
    }

    [Fact]
    public async Task The_file_of_a_document_of_which_something_was_taken_out_is_handed_to_nobody()
    {
        var id = await AddAsync(Markdown("pay", Text));
        var plain = await AddAsync(Markdown("plain", "The walrus waits."));

        Assert.Null(await Contents.FileAsync(Acme, "docs", id, Members, default));
        Assert.NotNull(await Contents.FileAsync(Acme, "docs", plain, Members, default));
    }

    [Fact]
    public async Task A_newer_version_and_a_deletion_take_away_what_the_one_before_could_restore()
    {
        var id = await AddAsync(Markdown("pay", $"Cards: {Card}, and 5500005555555559."));
        Assert.Equal(2, await CountAsync("vault_values"));

        await AddAsync(Markdown("pay", "Card: 5500005555555559."));
        Assert.Equal("Card: 5500005555555559.", (await Restoration.RestoreAsync(Acme, Members, id, default))!.Text!.Trim());
        Assert.Equal(1, await CountAsync("vault_values"));

        Assert.True(await Documents.DeleteAsync(Acme, "docs", id, default));
        Assert.Equal(0, await CountAsync("vault_values"));
    }

    [Fact]
    public async Task Blocks_and_pages_of_a_text_that_becomes_shorter_stay_in_their_order()
    {
        var text = $"one {Card}\n{Card[..9]}\n{Card[10..]} two";
        var document = new Reading.CleanDocument(
            $"Title {Card}", text,
            [new(Reading.BlockKind.Paragraph, 0, 23, 0), new(Reading.BlockKind.Paragraph, 24, 33, 0), new(Reading.BlockKind.Paragraph, 34, text.Length, 0)])
        { Pages = [new(1, 0, 24), new(2, 24, text.Length)] };
        var screen = await IngestionParts.Guards(Database).Screen(Acme);

        var screened = ScreenedDocument.Of(document, screen, found =>
            new Vault(Time).MintFirst(new DataKey(Acme.Id, new byte[32]), "docs", "doc_1", [found]).Rewrite(found));

        Assert.Equal("Title [card]", screened.Title);
        Assert.StartsWith("one [CARD_1]\n", screened.Text, StringComparison.Ordinal);
        Assert.Equal("one [CARD_1]", screened.TextOf(screened.Blocks[0]));
        var at = 0;
        Assert.All(screened.Blocks, block =>
        {
            Assert.InRange(block.Start, at, screened.Text.Length);
            Assert.InRange(at = block.End, block.Start, screened.Text.Length);
        });
        Assert.Equal(screened.Text.Length, screened.Pages[1].End);
    }

    private DocumentRestoration Restoration => new(Database.Tenants, Database.Sealer);
}

internal static class Screens
{
    public static ValueTask<PersonalDataScreen> Screen(this IServiceProvider guards, TenantScope tenant) =>
        ((TextGuards)guards.GetService(typeof(TextGuards))!).ScreenAsync(tenant, null, CancellationToken.None);
}

public sealed class SqliteReplacedTests() : ReplacedSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlReplacedTests() : ReplacedSuite(DatabaseKind.PostgreSql);
