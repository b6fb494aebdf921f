using Parley.Storage;

namespace Parley.Safety.Tests;

/// <summary>Passages of documents in cases and examples, on every database.</summary>
public abstract class PassageSuite(DatabaseKind kind)
{
    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task What_a_document_has_given_goes_with_it_and_the_case_stays()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        var found = ReviewHouse.Found(GuardAction.Review, source: "document");
        await house.EndAsync(ReviewHouse.Tenant, "What does it say?", [("doc_a", "A passage of it."), ("doc_b", "One of another.")], found);
        var id = await house.OnlyAsync();
        Assert.Equal(["What does it say?", "A passage of it.", "One of another.", "An answer."], await TextsAsync(house, id));

        await house.Database.Tenants.WriteAsync(ReviewHouse.Tenant, connection => Reviews.ForgetAsync(connection, [new("doc_a")]));

        Assert.Equal(["What does it say?", "One of another.", "An answer."], await TextsAsync(house, id));
        Assert.Equal(1, await house.CountAsync("select count(*) from review_passages where tenant_id = @tenant"));
    }

    [Fact]
    public async Task An_example_of_a_passage_goes_with_its_document_and_none_is_made_of_one_that_is_gone()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        await house.Training.SwitchAsync(ReviewHouse.Tenant, true, ReviewHouse.Ann, Never);
        var found = ReviewHouse.Found(GuardAction.Review, source: "document");
        await house.EndAsync(ReviewHouse.Tenant, "text", [("doc_a", "A passage of it.")], found);
        var first = await house.OnlyAsync();
        var opened = await house.Store.OpenAsync(ReviewHouse.Tenant, first, null, Never);
        await house.Decisions.DecideAsync(ReviewHouse.Tenant, first, new("block", "harmful", null), null, ReviewHouse.Ann, Never);
        Assert.Equal("A passage of it.", Assert.Single((await house.Training.ListAsync(ReviewHouse.Tenant, SafetyPaging.Read(null, null), Never)).Data).Text);

        await house.Database.Tenants.WriteAsync(ReviewHouse.Tenant, connection => Reviews.ForgetAsync(connection, [new("doc_a")]));
        var key = await house.Database.Sealer.KeyAsync(ReviewHouse.Tenant.Id, ReviewHouse.Subject.Value);
        await house.Database.Tenants.WriteAsync(ReviewHouse.Tenant, connection => house.Training.LearnAsync(connection, key, opened, new("block", "late", null)));

        Assert.Empty((await house.Training.ListAsync(ReviewHouse.Tenant, SafetyPaging.Read(null, null), Never)).Data);
    }

    [Fact]
    public async Task Passages_go_with_the_turn_too_and_are_sealed()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        var turn = await house.EndAsync(ReviewHouse.Tenant, "text", [("doc_a", "A zorbish passage.")], ReviewHouse.Found(GuardAction.Review, source: "document"));
        await using (var connection = await house.Database.Tenants.OpenAsync(ReviewHouse.Tenant))
        {
            var passage = (await connection.ScalarAsync<byte[]>("select passage from review_passages where tenant_id = @tenant"))!;
            var context = (await connection.ScalarAsync<byte[]>("select context from reviews where tenant_id = @tenant"))!;
            Assert.Equal((-1, -1), (passage.AsSpan().IndexOf("zorbish"u8), context.AsSpan().IndexOf("zorbish"u8)));
        }

        await house.Database.Tenants.WriteAsync(ReviewHouse.Tenant, connection => Reviews.EraseAsync(connection, [turn]));

        Assert.Equal(0, await house.CountAsync("select count(*) from review_passages where tenant_id = @tenant"));
    }

    private static async Task<IEnumerable<string>> TextsAsync(ReviewHouse house, Id<SafetyIds.Review> id) =>
        (await house.Store.OpenAsync(ReviewHouse.Tenant, id, null, Never)).Context.Texts.Select(text => text.Text);
}

public sealed class SqlitePassageTests() : PassageSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlPassageTests() : PassageSuite(DatabaseKind.PostgreSql);
