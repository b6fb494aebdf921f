namespace Parley.Sources.Tests;

/// <summary>A bucket as a source.</summary>
public sealed class S3Tests() : SourcesSuite(DatabaseKind.Sqlite)
{
    private Bucket _bucket = null!;

    protected override (string Name, string Value)[] Settings => [("Parley:Sources:MostItemBytes", "20971520")];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _bucket = await Bucket.OpenAsync();
        Put("gate.md", "The gate opens at nine.");
        Put("notes/lamp.md", "The lamp is lit.");
        Put("notes/rope.txt", "The rope is blue.");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _bucket.DisposeAsync();
    }

    private void Put(string key, string text, string? acl = null) => _bucket.Put(key, text, House.Time.GetUtcNow(), acl);

    private Task<SourceId> AddAsync(string? prefix = null) => House.AddAsync(SourceKinds.S3, new SettingsForm
    {
        Endpoint = _bucket.Address,
        Bucket = "papers",
        Prefix = prefix,
        AccessKey = "KEYID",
        SecretKey = "swordfish",
    });

    [Fact]
    public async Task Its_objects_are_found_page_by_page_and_each_call_is_signed()
    {
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((3, 0, (string?)null), (run.Added, run.Failed, run.Error));
        Assert.NotEmpty(await House.FindAsync("lamp lit"));
        Assert.All(_bucket.Asked, one => Assert.StartsWith("AWS4-HMAC-SHA256 Credential=KEYID/", one.Authorization, StringComparison.Ordinal));
        Assert.DoesNotContain(_bucket.Asked, one => one.Authorization.Contains("swordfish", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_what_changed_is_fetched_again_and_what_was_removed_goes()
    {
        var id = await AddAsync();
        await House.RunAsync(id);
        _bucket.Asked.Clear();
        House.Time.Advance(TimeSpan.FromMinutes(1));
        Put("gate.md", "The gate opens at ten.");
        _bucket.Remove("notes/rope.txt");

        var run = await House.RunAsync(id);

        Assert.Equal((0, 1, 1), (run.Added, run.Changed, run.Removed));
        Assert.Equal("/papers/gate.md", Assert.Single(_bucket.Asked.Select(one => one.Path), path => path.StartsWith("/papers/", StringComparison.Ordinal) && path.Length > 8));
        Assert.Empty(await House.FindAsync("rope blue"));
    }

    [Fact]
    public async Task An_object_may_be_as_large_as_the_setting_says_and_no_larger()
    {
        Put("notes/long.html", $"<p>The barge is long.</p><!--{new string('x', 11 * 1_048_576)}-->");
        Put("notes/longer.html", $"<p>The convoy is longer.</p><!--{new string('x', 21 * 1_048_576)}-->");

        var run = await House.RunAsync(await AddAsync());

        Assert.Equal((4, 1), (run.Added, run.Failed));
        Assert.NotEmpty(await House.FindAsync("barge long"));
    }

    [Fact]
    public async Task A_slow_object_has_as_much_time_as_the_largest_one_needs()
    {
        _bucket.Answering = key => House.Time.Advance(TimeSpan.FromSeconds(key == "gate.md" ? 100 : key == "notes/lamp.md" ? 120 : 0));

        var run = await House.RunAsync(await AddAsync());

        Assert.Equal((2, 1), (run.Added, run.Failed));
        Assert.NotEmpty(await House.FindAsync("gate opens"));
    }

    [Fact]
    public async Task Access_tags_of_an_object_are_kept_and_a_change_of_them_alone_is_passed_on()
    {
        Put("gate.md", "The gate opens at nine.", "group:pay, role:admin");
        Put("notes/lamp.md", "The lamp is lit.", "everybody");
        var id = await AddAsync();
        var first = await House.RunAsync(id);
        Assert.Equal((2, 1), (first.Added, first.Failed));
        Assert.Empty(await House.FindAsync("gate opens"));
        Assert.NotEmpty(await House.FindAsync("gate opens", "group:pay"));

        House.Time.Advance(TimeSpan.FromMinutes(1));
        Put("gate.md", "The gate opens at nine.", "group:board");
        Assert.Equal(1, (await House.RunAsync(id)).Changed);
        Assert.Empty(await House.FindAsync("gate opens", "group:pay"));

        await House.ChangeAsync(id, acl: "public");
        Assert.Equal(1, (await House.RunAsync(id)).Changed);
        Assert.NotEmpty(await House.FindAsync("rope blue", "public"));
    }

    [Theory]
    [InlineData(403, "does not let this key in")]
    [InlineData(404, "no such bucket")]
    [InlineData(418, "answers 418")]
    public async Task A_bucket_that_refuses_fails_the_run_and_deletes_nothing(int status, string reason)
    {
        var id = await AddAsync();
        await House.RunAsync(id);
        _bucket.Fails = status;

        await House.RunAsync(id);
        var run = await House.RunAsync(id);

        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("KEYID", run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task Keys_are_never_told()
    {
        var id = await AddAsync("notes/");

        Assert.Equal(["access_key", "secret_key"], (await House.ShowAsync(id)).Secrets);
        Assert.DoesNotContain("swordfish", System.Text.Json.JsonSerializer.Serialize(await House.ShowAsync(id)), StringComparison.Ordinal);
        await using var connection = await House.Database.Tenants.OpenAsync(SourcesHouse.Acme);
        var card = (await connection.ScalarAsync<byte[]>("SELECT card FROM sources WHERE tenant_id = @tenant"))!;
        Assert.DoesNotContain("swordfish", System.Text.Encoding.Latin1.GetString(card), StringComparison.Ordinal);
    }
}
