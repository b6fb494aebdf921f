namespace Parley.Storage.Tests;

public sealed class KeyCacheTests
{
    private static readonly TenantId Acme = new("tenant_acme");

    private readonly DataKey _key = new(Acme, new byte[32]);
    private readonly KeyCache _cache = new(4);

    [Fact]
    public void A_key_that_was_read_before_it_was_destroyed_does_not_get_in_afterwards()
    {
        var before = _cache.Evictions;
        _cache.Evict(Acme, "sub_1");

        _cache.Add(Acme, "sub_1", _key, before);

        Assert.False(_cache.TryGet(Acme, "sub_1", out _));
    }

    [Fact]
    public void What_is_used_again_stays_and_the_cache_keeps_its_bound()
    {
        _cache.Add(Acme, "used", _key, 0);
        for (var number = 0; number < 100; number++)
        {
            _cache.Add(Acme, $"{number}", _key, 0);
            Assert.True(_cache.TryGet(Acme, "used", out _));
        }

        Assert.InRange(Enumerable.Range(0, 100).Count(number => _cache.TryGet(Acme, $"{number}", out _)), 1, 8);
    }

    [Fact]
    public void Destroying_reaches_both_generations_and_clearing_all()
    {
        for (var number = 0; number < 8; number++)
        {
            _cache.Add(Acme, $"{number}", _key, 0);
        }

        Assert.True(_cache.TryGet(Acme, "3", out _));
        _cache.Evict(Acme, "3");
        Assert.False(_cache.TryGet(Acme, "3", out _));
        _cache.Clear();
        Assert.DoesNotContain(Enumerable.Range(0, 8), number => _cache.TryGet(Acme, $"{number}", out _));
    }
}
