using Parley.Storage;
using Parley.Vectors;

namespace Parley.Hnsw;

/// <summary>The graphs that are open on this node: opened when they are asked for, and closed again when others want their place.</summary>
internal sealed class OpenSpaces(string folder, HnswOptions options, TenantDatabase database) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Place> _places = [];
    private long _clock;
    private bool _closed;

    /// <summary>Spaces whose files lie on this node.</summary>
    public IReadOnlyList<string> OnDisk => Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path))] : [];

    /// <summary>Graphs that are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>The graph of a space, which stays open at least until it is given back.</summary>
    /// <exception cref="IOException">Its files cannot be used, or another process has them.</exception>
    public Lease Rent(TenantScope tenant, SpaceRow space)
    {
        var lease = Take(tenant, space);
        try
        {
            // Outside of the lock: files are opened here.
            _ = lease.Space;
            return lease;
        }
        catch
        {
            lease.GiveUp();
            throw;
        }
    }

    private Lease Take(TenantScope tenant, SpaceRow space)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_places.TryGetValue(space.Id, out var place))
            {
                CloseIdle(options.OpenSpaces - 1);
                _places[space.Id] = place = new Place(space.Id, new(() => new OpenSpace(FilesOf(space.Id), tenant, space.Id, OptionsFor(space), database)));
            }

            place.Users++;
            place.LastUse = ++_clock;
            return new Lease(this, place);
        }
    }

    /// <summary>Closes a graph and deletes its files, once nobody uses it.</summary>
    public void Forget(string id)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(id, out var place))
            {
                place.IsForgotten = true;
                if (place.Users > 0)
                {
                    return;
                }

                Close(place);
            }
            else
            {
                Delete(id);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            CloseIdle(0);
        }
    }

    private void GiveBack(Place place)
    {
        lock (_gate)
        {
            place.Users--;
            if (place is { Users: 0, IsForgotten: true } && _places.ContainsValue(place))
            {
                Close(place);
            }

            CloseIdle(_closed ? 0 : options.OpenSpaces);
        }
    }

    private void CloseIdle(int most)
    {
        foreach (var place in _places.Values.Where(place => place.Users == 0).OrderBy(place => place.LastUse).ToList())
        {
            if (_places.Count <= most)
            {
                return;
            }

            Close(place);
        }
    }

    private void Close(Place place)
    {
        _places.Remove(place.Id);
        if (place.Space.IsValueCreated)
        {
            place.Space.Value.Dispose();
        }

        if (place.IsForgotten)
        {
            Delete(place.Id);
        }
    }

    private void Delete(string id)
    {
        if (Directory.Exists(FilesOf(id)))
        {
            Directory.Delete(FilesOf(id), recursive: true);
        }
    }

    private string FilesOf(string id) => Path.Combine(folder, id);

    private VectorIndexOptions OptionsFor(SpaceRow space) => new()
    {
        Dimensions = (int)space.Dimensions,
        Quantization = options.Quantization,
        Neighbours = options.Neighbours,
        BuildBreadth = options.BuildBreadth,
    };

    internal sealed class Place(string id, Lazy<OpenSpace> space)
    {
        public string Id => id;

        public Lazy<OpenSpace> Space => space;

        public int Users { get; set; }

        public long LastUse { get; set; }

        public bool IsForgotten { get; set; }
    }

    internal sealed class Lease(OpenSpaces spaces, Place place) : IDisposable
    {
        private int _givenBack;

        public OpenSpace Space => place.Space.Value;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _givenBack, 1) == 0)
            {
                spaces.GiveBack(place);
            }
        }

        /// <summary>Has the next who asks try to open it again.</summary>
        public void GiveUp()
        {
            lock (spaces._gate)
            {
                if (spaces._places.GetValueOrDefault(place.Id) == place)
                {
                    spaces._places.Remove(place.Id);
                }
            }

            Dispose();
        }
    }
}
