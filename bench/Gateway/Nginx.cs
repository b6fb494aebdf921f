using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parley.Bench.Gateway;

/// <summary>nginx as a plain pass-through.</summary>
internal sealed class Nginx : Target
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-bench-nginx-");
    private readonly Process _process;

    private Nginx(Uri upstream)
    {
        Url = new($"http://127.0.0.1:{FreePort()}");
        File.WriteAllText(Path.Combine(_folder.FullName, "nginx.conf"), $$"""
            daemon off;
            pid nginx.pid;
            error_log stderr warn;
            worker_processes 2;
            worker_rlimit_nofile 20000;
            events { worker_connections 8192; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              keepalive_requests 1000000;
              upstream provider { server 127.0.0.1:{{upstream.Port}}; keepalive 64; keepalive_requests 1000000; }
              server {
                listen 127.0.0.1:{{Url.Port}} backlog=4096;
                location / {
                  proxy_pass http://provider;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_buffering off;
                  proxy_read_timeout 300s;
                }
              }
            }
            """);
        _process = Process.Start("nginx", ["-p", _folder.FullName, "-c", "nginx.conf"]);
    }

    public override string Name => "nginx";

    public override Uri Url { get; }

    protected override IReadOnlyList<int> Processes =>
        [_process.Id, .. File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    public static async Task<Nginx> StartAsync(Uri upstream)
    {
        var nginx = new Nginx(upstream);
        await Waiting.UntilServedAsync(nginx.Url);
        return nginx;
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public override async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
