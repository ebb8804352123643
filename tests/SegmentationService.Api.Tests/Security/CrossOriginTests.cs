using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SegmentationService.Api.Security;

namespace SegmentationService.Api.Tests.Security;

/// <summary>What a page of another origin may have a browser send, by what browsers say of it: nothing that changes or costs something.</summary>
public sealed class CrossOriginTests
{
    private static readonly string[] Changing = ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "MKCOL", "MOVE", "LOCK", "TRACE", "QUERY", "ODD", "get"];

    [Theory]
    // Origin, Sec-Fetch-Site, refused
    [InlineData(null, null, false)] // a program
    [InlineData(null, "same-origin", false)]
    [InlineData(null, "none", false)] // the user, by the address bar
    [InlineData("http://localhost:8080", null, false)] // an old browser
    [InlineData("http://localhost:8080", "same-origin", false)]
    [InlineData("http://LOCALHOST:8080", "same-origin", false)]
    [InlineData("https://localhost:8080", "same-origin", false)] // a proxy ends TLS
    [InlineData(null, "cross-site", true)]
    [InlineData(null, "same-site", true)]
    [InlineData(null, "", true)]
    [InlineData(null, "Same-Origin", true)]
    [InlineData(null, "something-new", true)]
    [InlineData("http://evil.example", null, true)]
    [InlineData("http://evil.example", "cross-site", true)]
    [InlineData("http://evil.example", "same-origin", true)]
    [InlineData("http://evil.example:8080", "none", true)]
    [InlineData("http://localhost:3000", "same-site", true)] // another program of this machine
    [InlineData("http://localhost:3000", null, true)]
    [InlineData("http://localhost", null, true)]
    [InlineData("http://localhost:80801", null, true)]
    [InlineData("http://localhost:8080.evil.example", null, true)]
    [InlineData("http://evil.example/localhost:8080", null, true)]
    [InlineData("http://evil.example@localhost:8080", null, true)]
    [InlineData("null", null, true)]
    [InlineData("null", "same-origin", true)]
    [InlineData("null", "cross-site", true)]
    [InlineData("localhost:8080", null, true)]
    [InlineData("", null, true)]
    public void Refuses_WhatChangesSomething_FromAnotherOrigin(string? origin, string? site, bool refused)
    {
        foreach (var method in Changing) Assert.True(refused == Refuses(method, "localhost:8080", origin, site), method);
        Assert.False(Refuses("OPTIONS", "localhost:8080", origin, site)); // a preflight, which is answered by what is allowed
    }

    [Theory]
    [InlineData("shop.example", "https://shop.example", false)]
    [InlineData("shop.example:443", "https://shop.example", false)]
    [InlineData("shop.example", "https://shop.example:443", false)]
    [InlineData("shop.example:80", "http://shop.example", false)]
    [InlineData("shop.example:80", "https://shop.example", true)]
    [InlineData("shop.example", "https://shop.example:8443", true)]
    [InlineData("[::1]:8080", "http://[::1]:8080", false)]
    [InlineData("[::1]", "http://[::1]:8080", true)]
    [InlineData("", "http://evil.example", true)]
    public void Refuses_OriginOfTheHost_ComparesPorts(string host, string origin, bool refused) => Assert.Equal(refused, Refuses("POST", host, origin, null));

    [Theory]
    // Sec-Fetch-Site, -Mode, -Dest, refused
    [InlineData("cross-site", "navigate", "document", false)] // a link in a wiki
    [InlineData("same-site", "navigate", "document", false)]
    [InlineData("cross-site", "navigate", "iframe", true)]
    [InlineData("cross-site", "navigate", "object", true)]
    [InlineData("cross-site", "navigate", null, true)]
    [InlineData("cross-site", "no-cors", "image", true)]
    [InlineData("cross-site", "no-cors", "script", true)]
    [InlineData("cross-site", "cors", "empty", true)]
    [InlineData("same-site", "cors", "empty", true)]
    [InlineData("same-origin", "cors", "empty", false)]
    [InlineData("none", "navigate", "document", false)]
    public void Refuses_OfReads_LetsLinksThroughAlone(string site, string mode, string? destination, bool refused)
    {
        foreach (var method in (string[])["GET", "HEAD"])
            Assert.Equal(refused, Refuses(method, "localhost:8080", null, site, ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination)));
        Assert.Equal(site is not ("same-origin" or "none"), Refuses("POST", "localhost:8080", null, site, ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination)));
    }

    [Theory]
    [InlineData("https://shop.example", "https://shop.example", false)]
    [InlineData("https://shop.example", "https://SHOP.example", false)]
    [InlineData("https://shop.example", "http://shop.example", true)]
    [InlineData("https://shop.example", "https://shop.example.evil", true)]
    [InlineData("https://shop.example", "null", true)]
    [InlineData("https://shop.example", null, true)]
    [InlineData("*", "https://evil.example", false)]
    [InlineData("*", "null", false)]
    public void Refuses_OriginsThatAreAllowed_AreNot(string allowed, string? origin, bool refused) =>
        Assert.Equal(refused, Refuses("POST", "localhost:8080", origin, "cross-site", allowed: [allowed]));

    [Fact]
    public void Refuses_HeadersThatComeTwice_Always()
    {
        Assert.True(Refuses("POST", "localhost:8080", null, null, ("Sec-Fetch-Site", new StringValues(["same-origin", "same-origin"]))));
        Assert.True(Refuses("POST", "localhost:8080", null, null, ("Origin", new StringValues(["http://localhost:8080", "http://localhost:8080"]))));
    }

    [Fact]
    public void Refuses_HeadersThatNameAnotherMethodOrHost_DoNotCount()
    {
        Assert.True(Refuses("POST", "localhost:8080", "http://evil.example", "cross-site", ("X-HTTP-Method-Override", "GET"), ("X-Http-Method", "GET")));
        Assert.True(Refuses("POST", "localhost:8080", "http://evil.example", null, ("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example")));
    }

    private static bool Refuses(string method, string host, string? origin, string? site, params (string Name, StringValues Value)[] more) =>
        Refuses(method, host, origin, site, [], more);

    private static bool Refuses(string method, string host, string? origin, string? site, string[] allowed, params (string Name, StringValues Value)[] more)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Origin = origin;
        if (site is not null) request.Headers["Sec-Fetch-Site"] = site;
        foreach (var (name, value) in more)
            if (value.Count > 0) request.Headers[name] = value;
        return new CrossOrigin(allowed).Refuses(request);
    }
}
