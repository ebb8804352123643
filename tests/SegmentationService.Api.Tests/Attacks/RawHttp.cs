using System.Net.Sockets;
using System.Text;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Requests byte by byte, as no client library would send them.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Sends a request and reads until the other side closes, which it must.</summary>
    /// <param name="port">A port of this machine.</param>
    /// <param name="request">The request; one that is understood should say <c>Connection: close</c>.</param>
    /// <returns>All that came, headers and body, as UTF-8.</returns>
    public static async Task<string> ExchangeAsync(int port, string request)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), patience.Token);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // Closed with something unread on the other side; the answer came before.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
