import Foundation
import JWTKit

/// Keys that are made for these tests, protect nothing, and must be trusted by nobody.
enum TestKeys {
    static let rsa = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEAtfjWr0phK7kyvpkr4WBhMX6eD3zSQ4dHiFTRu6XaWkObjSvD
        myAqwsBozhev5XtCkH5X5bzacdcyOOzjN7jysA8jXMd/91ekxLq7nLOjoAk7JokL
        Nlb9tLDHu5jAlnMPsp/JHb/0Hv44C8ZTC227Ldw5pPu++eRK2wNdr3bmaJOxkt+g
        UU2mTVnjRVwUQgw6C7u0AkGH3hajR0OPyZDG+/g6g6xfRR3Cu+QjPagbmFBfV2P+
        lACf/+rOI81R9Dd/+xK+Q4px4yztifQ3erBXDvzr7by894MCdC9a4VqP2Sluaptg
        X55OxDefrUIK8Ql5qtWfnwnJyvSJTbXoYPELPQIDAQABAoIBAAPTtCwjBLRAFlaB
        RLWzhwfAY1UmKXzD97tSpqsyVJJsn3UEUKj5WplPXkTkM2pOs14QdbX+OptpE68J
        kwH28NT/m51kEOsOsTIga3I4YvBG2IiPGn405no/gi9jUPWOYOwUt2kg0JussyAL
        0v1kCnI2Z7wrPaZ0hOzwjVlXKr/iW3h0Rg4X8zduEL++aM6E8cLJEzV9/6+n5LO7
        Scnjg8P02n40I0YEumK5w3c//q2A0RuBvVDk/vs8Q99mfWbl3TXWVVOyihVia7gg
        XAGg52u6T/muU0LxUxfORk5J6gUIXaEDEe+5QVWRt3EUwZoFoCz2Qa1IF/pV2OFG
        Zs0ezRECgYEA89jYDUut2ln9qD9hYmMbBuh1udZKUhaaH+lasEefs2tZ5iSm4xup
        /s/rgSSPzGR1oOjOZg00sWP/Na1wbIGzUABGW1MmnvKM9P3wRSeope0qwF5qBoiE
        Y9SAmJCQaPrAptkjKl0J8FVUbqOfI0Nfx3/LK1LqNd/d3ir9T3+24ikCgYEAvwqN
        v5fSDcFn8K49YEW+TosPSddf4dZ3Aja1z8znPrFT5h027UIfzvYQ+IFlDb1/mQHi
        GgNr0ISDPeJC8z5rMhv3IKfKcbg98X2LS3NLBgLSNwkfVeRywGInxzx45+xm/CpY
        8bTs+e3pyIOzzeQ6WZh5cEQTdOHS4qYe1RYNCvUCgYBYFcrl8qKYr81bi5moKtjG
        hA6S1P//6z49rNQfvZ/I9kyBQFgwzft4mq8d9ZEkal27hJ2aa8bPFapJP5/O8oNN
        sOu5ba4T2NZmYZz7vjnDxoqc9v4h4grA7TCO7BneckZJf0KeuQEwGgLn/J8t49aj
        gFxqCAem8nl5Gdprb10nEQKBgA8D5lY7uY/JNsEtALfzY1zLAz2bhva6I4pyAGI/
        yaEc0OpSO4H0Y4mhv324tdeZoFDHXB0NTckK0UHo6bgynLxIhGj1pyy+/WdgpbUd
        b7UePaWDuwnGNdq3HEdFkn8wDnwdW/ZLcSDHuUtARr6VBJ0MJedUAm96XFfiFKRM
        4mONAoGBAIaZVUR1xSxTYx9q1jm/162zwoRSRR/pAG5pZAAgflQMDkXyH8ha2pqI
        C3jYwxwDD1Btw4Oe0xtGC+dCINvOWV2gjA7APbp1DdmrVbqglHvY6Ijmw5ra2hQd
        goVghbhvRKHMZeDc5ho8w5/mIMWTBSZCcoZiEDf2VGo9fOpfLAMV
        -----END RSA PRIVATE KEY-----
        """

    /// The modulus of an RSA key of 1,024 bits.
    static let smallModulus =
        "zAaC2dyDStv_CXs22yM236KMfXkwAu5uSKU_G4aq7CXZIFlMqMeV3WXhqmV8dE3JwOKczFIa_hwmypTsP76PLv3IZyQL8GCOjH-HOT4Y3yCAa2X7Ug9YPCFQIOmwRO8misrVDnTo5jO3BtZgTVFfACfpNieH70rz7H9mhP4Ehjs"
}
