// Made from Schemas by SchemaCommandTests with GATE53_RECORD=1; edit the files there.

extension EmbeddedSchema {
    /// The schema.
    var text: String {
        switch self {
        case .zone: Self.zoneText
        case .settings: Self.settingsText
        }
    }

    private static let zoneText = ##"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://gate53.example/schemas/zone.schema.json",
          "title": "Zone file",
          "description": "One DNS zone in octoDNS's YAML format, or one file of a zone's folder: a map from a name in the zone to a record set or a list of them, one of each type, or several of one type with a routing policy each.",
          "type": "object",
          "propertyNames": {
            "description": "A name relative to the zone: '' or '@' for the zone itself, '*' or '*.name' for a wildcard (both in quotes).",
            "maxLength": 1020,
            "not": {
              "pattern": "\\.\\."
            }
          },
          "additionalProperties": {
            "if": {
              "type": "array"
            },
            "then": {
              "type": "array",
              "minItems": 1,
              "items": {
                "$ref": "#/$defs/entry"
              }
            },
            "else": {
              "$ref": "#/$defs/entry"
            }
          },
          "$defs": {
            "ttl": {
              "title": "Time to live",
              "description": "Seconds, as in 300, or units, as in 5m, 1h30m, 1d or 1w. Without it the settings' defaults.ttl holds.",
              "type": [
                "integer",
                "string"
              ],
              "minimum": 0,
              "maximum": 2147483647,
              "pattern": "^([0-9]+|([0-9]+[smhdwSMHDW])+)$"
            },
            "host": {
              "description": "An absolute name with its final dot, as in mail.example.com.",
              "type": "string",
              "minLength": 1,
              "maxLength": 1020
            },
            "text": {
              "description": "Text of any length. It is cut into strings of 255 octets for you, and may be live in any other cut; several strings in quotes, as in \"a\" \"b\", are that cut and no other; semicolons and quotes need no backslash (\\; is read as ;).",
              "type": [
                "string",
                "number"
              ]
            },
            "hex": {
              "description": "Hexadecimal digits.",
              "type": [
                "string",
                "integer"
              ],
              "pattern": "^[0-9A-Fa-f]+( +[0-9A-Fa-f]+)*$"
            },
            "uint8": {
              "type": [
                "integer",
                "string"
              ],
              "minimum": 0,
              "maximum": 255,
              "pattern": "^[0-9]{1,3}$"
            },
            "uint16": {
              "type": [
                "integer",
                "string"
              ],
              "minimum": 0,
              "maximum": 65535,
              "pattern": "^[0-9]{1,5}$"
            },
            "uint32": {
              "type": [
                "integer",
                "string"
              ],
              "minimum": 0,
              "maximum": 4294967295,
              "pattern": "^[0-9]{1,10}$"
            },
            "base64": {
              "description": "Base64 digits.",
              "type": "string",
              "pattern": "^[A-Za-z0-9+/]+( *[A-Za-z0-9+/]+)*( *=){0,2}$"
            },
            "algorithm": {
              "type": [
                "integer",
                "string"
              ],
              "minimum": 0,
              "maximum": 255,
              "pattern": "^([0-9]{1,3}|[A-Za-z][A-Za-z0-9-]*)$",
              "description": "An algorithm of DNSSEC by number or mnemonic, as in 13 or ECDSAP256SHA256."
            },
            "serviceBinding": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "svcpriority",
                "targetname"
              ],
              "properties": {
                "svcpriority": {
                  "$ref": "#/$defs/uint16",
                  "description": "0 for an alias; else the lower is tried first."
                },
                "targetname": {
                  "type": "string",
                  "description": "An absolute name, or . for this name itself."
                },
                "svcparams": {
                  "type": "object",
                  "description": "Parameters (RFC 9460 section 7); any other as key and a number, as in key667.",
                  "properties": {
                    "mandatory": {
                      "description": "Keys a client must understand.",
                      "anyOf": [
                        {
                          "type": "array",
                          "items": {
                            "type": [
                              "string",
                              "integer"
                            ]
                          }
                        },
                        {
                          "type": "string"
                        }
                      ]
                    },
                    "alpn": {
                      "description": "Protocols, as in [h3, h2].",
                      "anyOf": [
                        {
                          "type": "array",
                          "items": {
                            "type": [
                              "string",
                              "integer"
                            ]
                          }
                        },
                        {
                          "type": "string"
                        }
                      ]
                    },
                    "no-default-alpn": {
                      "description": "Without a value: the default protocol is not spoken.",
                      "type": [
                        "null",
                        "string",
                        "boolean"
                      ]
                    },
                    "port": {
                      "$ref": "#/$defs/uint16",
                      "description": "The port."
                    },
                    "ipv4hint": {
                      "description": "IPv4 addresses.",
                      "anyOf": [
                        {
                          "type": "array",
                          "items": {
                            "type": [
                              "string",
                              "integer"
                            ]
                          }
                        },
                        {
                          "type": "string"
                        }
                      ]
                    },
                    "ech": {
                      "type": "string",
                      "description": "Encrypted ClientHello configuration in base64."
                    },
                    "ipv6hint": {
                      "description": "IPv6 addresses.",
                      "anyOf": [
                        {
                          "type": "array",
                          "items": {
                            "type": [
                              "string",
                              "integer"
                            ]
                          }
                        },
                        {
                          "type": "string"
                        }
                      ]
                    },
                    "dohpath": {
                      "type": "string",
                      "description": "URI template of a DNS over HTTPS server (RFC 9461)."
                    },
                    "ohttp": {
                      "description": "Without a value: an oblivious HTTP target (RFC 9540).",
                      "type": [
                        "null",
                        "string",
                        "boolean"
                      ]
                    }
                  },
                  "patternProperties": {
                    "^key(0|[1-9][0-9]{0,4})$": {
                      "type": [
                        "string",
                        "integer",
                        "null"
                      ]
                    }
                  },
                  "additionalProperties": false
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 1 . alpn=h2"
            },
            "A": {
              "type": "string",
              "format": "ipv4",
              "description": "An IPv4 address, as in 192.0.2.10.",
              "title": "IPv4 addresses"
            },
            "AAAA": {
              "type": "string",
              "format": "ipv6",
              "description": "An IPv6 address, as in 2001:db8::10.",
              "title": "IPv6 addresses"
            },
            "CAA": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "tag",
                "value"
              ],
              "properties": {
                "flags": {
                  "$ref": "#/$defs/uint8",
                  "description": "128 makes the property critical; 0, the default, does not."
                },
                "tag": {
                  "type": "string",
                  "description": "The property: issue, issuewild, iodef, issuemail, ….",
                  "pattern": "^[A-Za-z0-9]+$",
                  "examples": [
                    "issue",
                    "issuewild",
                    "iodef"
                  ]
                },
                "value": {
                  "type": "string",
                  "description": "For issue and issuewild a certification authority's domain, or ; for none; for iodef a URL."
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 0 issue ca.example.net",
              "title": "Which certification authorities may issue (RFC 8659)"
            },
            "CNAME": {
              "$ref": "#/$defs/host",
              "title": "The name this one is an alias of"
            },
            "DNAME": {
              "$ref": "#/$defs/host",
              "title": "The name whose subtree this one's is an alias of (RFC 6672)"
            },
            "DS": {
              "anyOf": [
                {
                  "type": [
                    "object",
                    "string"
                  ],
                  "required": [
                    "key_tag",
                    "algorithm",
                    "digest_type",
                    "digest"
                  ],
                  "properties": {
                    "key_tag": {
                      "$ref": "#/$defs/uint16"
                    },
                    "algorithm": {
                      "$ref": "#/$defs/uint8"
                    },
                    "digest_type": {
                      "$ref": "#/$defs/uint8"
                    },
                    "digest": {
                      "$ref": "#/$defs/hex"
                    }
                  },
                  "additionalProperties": false
                },
                {
                  "type": [
                    "object",
                    "string"
                  ],
                  "description": "octoDNS's former spelling of the fields.",
                  "required": [
                    "flags",
                    "protocol",
                    "algorithm",
                    "public_key"
                  ],
                  "properties": {
                    "flags": {
                      "$ref": "#/$defs/uint16",
                      "description": "The key tag, in octoDNS's former spelling."
                    },
                    "protocol": {
                      "$ref": "#/$defs/uint8",
                      "description": "The algorithm, in octoDNS's former spelling."
                    },
                    "algorithm": {
                      "$ref": "#/$defs/uint8",
                      "description": "The digest type, in octoDNS's former spelling."
                    },
                    "public_key": {
                      "$ref": "#/$defs/hex",
                      "description": "The digest, in octoDNS's former spelling."
                    }
                  },
                  "additionalProperties": false,
                  "deprecated": true
                }
              ],
              "description": "The fields as a map, or presentation form, as in 40271 13 2 3107980b…",
              "title": "Digests of a delegated zone's DNSSEC keys (RFC 4034)"
            },
            "HTTPS": {
              "$ref": "#/$defs/serviceBinding",
              "title": "How to reach the web server of this name (RFC 9460)"
            },
            "SVCB": {
              "$ref": "#/$defs/serviceBinding",
              "title": "How to reach a service (RFC 9460)"
            },
            "LOC": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "lat_degrees",
                "lat_minutes",
                "lat_seconds",
                "lat_direction",
                "long_degrees",
                "long_minutes",
                "long_seconds",
                "long_direction",
                "altitude",
                "size",
                "precision_horz",
                "precision_vert"
              ],
              "properties": {
                "lat_degrees": {
                  "type": [
                    "integer",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 90,
                  "pattern": "^[0-9]{1,2}$"
                },
                "lat_minutes": {
                  "type": [
                    "integer",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 59,
                  "pattern": "^[0-9]{1,2}$"
                },
                "lat_seconds": {
                  "type": [
                    "number",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 59.999,
                  "description": "Seconds of arc, to a thousandth.",
                  "pattern": "^-?[0-9]+(\\.[0-9]+)?$"
                },
                "lat_direction": {
                  "enum": [
                    "N",
                    "S",
                    "n",
                    "s"
                  ]
                },
                "long_degrees": {
                  "type": [
                    "integer",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 180,
                  "pattern": "^[0-9]{1,3}$"
                },
                "long_minutes": {
                  "type": [
                    "integer",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 59,
                  "pattern": "^[0-9]{1,2}$"
                },
                "long_seconds": {
                  "type": [
                    "number",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 59.999,
                  "description": "Seconds of arc, to a thousandth.",
                  "pattern": "^-?[0-9]+(\\.[0-9]+)?$"
                },
                "long_direction": {
                  "enum": [
                    "E",
                    "W",
                    "e",
                    "w"
                  ]
                },
                "altitude": {
                  "type": [
                    "number",
                    "string"
                  ],
                  "minimum": -100000,
                  "maximum": 42849672.95,
                  "description": "Metres.",
                  "pattern": "^-?[0-9]+(\\.[0-9]+)?$"
                },
                "size": {
                  "type": [
                    "number",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 90000000,
                  "description": "Diameter in metres.",
                  "pattern": "^-?[0-9]+(\\.[0-9]+)?$"
                },
                "precision_horz": {
                  "type": [
                    "number",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 90000000,
                  "description": "Metres.",
                  "pattern": "^-?[0-9]+(\\.[0-9]+)?$"
                },
                "precision_vert": {
                  "type": [
                    "number",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 90000000,
                  "description": "Metres.",
                  "pattern": "^-?[0-9]+(\\.[0-9]+)?$"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 59 54 0 N 10 45 0 E 2m",
              "title": "A place on earth (RFC 1876)"
            },
            "MX": {
              "type": [
                "object",
                "string"
              ],
              "properties": {
                "preference": {
                  "$ref": "#/$defs/uint16",
                  "description": "The lower is tried first."
                },
                "exchange": {
                  "$ref": "#/$defs/host",
                  "description": "The mail server: an absolute name of its own addresses, never of a CNAME; . for no mail at all."
                },
                "priority": {
                  "$ref": "#/$defs/uint16",
                  "description": "octoDNS's former spelling of preference.",
                  "deprecated": true
                },
                "value": {
                  "$ref": "#/$defs/host",
                  "description": "octoDNS's former spelling of exchange.",
                  "deprecated": true
                }
              },
              "additionalProperties": false,
              "allOf": [
                {
                  "anyOf": [
                    {
                      "required": [
                        "preference"
                      ]
                    },
                    {
                      "required": [
                        "priority"
                      ]
                    }
                  ]
                },
                {
                  "anyOf": [
                    {
                      "required": [
                        "exchange"
                      ]
                    },
                    {
                      "required": [
                        "value"
                      ]
                    }
                  ]
                },
                {
                  "not": {
                    "type": "object",
                    "required": [
                      "preference",
                      "priority"
                    ]
                  }
                },
                {
                  "not": {
                    "type": "object",
                    "required": [
                      "exchange",
                      "value"
                    ]
                  }
                }
              ],
              "description": "The fields as a map, or presentation form, as in 10 mail.example.com.",
              "title": "Mail servers"
            },
            "NAPTR": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "order",
                "preference",
                "flags",
                "service",
                "regexp",
                "replacement"
              ],
              "properties": {
                "order": {
                  "$ref": "#/$defs/uint16"
                },
                "preference": {
                  "$ref": "#/$defs/uint16"
                },
                "flags": {
                  "type": "string",
                  "description": "S, A, U, P or none.",
                  "pattern": "^[A-Za-z0-9]*$"
                },
                "service": {
                  "type": "string"
                },
                "regexp": {
                  "type": "string"
                },
                "replacement": {
                  "$ref": "#/$defs/host",
                  "description": "An absolute name, or . for none."
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 10 100 S SIP+D2U \"\" _sip._udp.example.com.",
              "title": "Rewriting rules (RFC 3403)"
            },
            "NS": {
              "$ref": "#/$defs/host",
              "description": "A name server: an absolute name.",
              "title": "Name servers; below the apex, a delegation"
            },
            "OPENPGPKEY": {
              "type": "string",
              "description": "The transferable public key in base64.",
              "title": "OpenPGP keys (RFC 7929)"
            },
            "PTR": {
              "$ref": "#/$defs/host",
              "title": "The names of an address"
            },
            "SPF": {
              "$ref": "#/$defs/text",
              "title": "Obsolete since RFC 7208; use TXT"
            },
            "SRV": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "priority",
                "weight",
                "port",
                "target"
              ],
              "properties": {
                "priority": {
                  "$ref": "#/$defs/uint16",
                  "description": "The lower is tried first."
                },
                "weight": {
                  "$ref": "#/$defs/uint16",
                  "description": "Share among servers of one priority."
                },
                "port": {
                  "$ref": "#/$defs/uint16"
                },
                "target": {
                  "$ref": "#/$defs/host",
                  "description": "The server: an absolute name, or . for 'not offered here'."
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 10 5 443 host.example.com.",
              "title": "Where a service is (RFC 2782)"
            },
            "SSHFP": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "algorithm",
                "fingerprint_type",
                "fingerprint"
              ],
              "properties": {
                "algorithm": {
                  "$ref": "#/$defs/uint8",
                  "description": "1 RSA, 2 DSA, 3 ECDSA, 4 Ed25519, 6 Ed448."
                },
                "fingerprint_type": {
                  "$ref": "#/$defs/uint8",
                  "description": "1 SHA-1, 2 SHA-256."
                },
                "fingerprint": {
                  "$ref": "#/$defs/hex"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 4 2 99630046…",
              "title": "Digests of SSH host keys (RFC 4255)"
            },
            "TLSA": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "certificate_usage",
                "selector",
                "matching_type",
                "certificate_association_data"
              ],
              "properties": {
                "certificate_usage": {
                  "$ref": "#/$defs/uint8",
                  "description": "3 this server's key, 2 an authority of one's own; 0 and 1 as these, with public authorities."
                },
                "selector": {
                  "$ref": "#/$defs/uint8",
                  "description": "0 the certificate, 1 its public key."
                },
                "matching_type": {
                  "$ref": "#/$defs/uint8",
                  "description": "0 the whole, 1 SHA-256, 2 SHA-512."
                },
                "certificate_association_data": {
                  "$ref": "#/$defs/hex"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 3 1 1 cbeda3e1…",
              "title": "Digests of TLS keys (DANE, RFC 6698)"
            },
            "TXT": {
              "$ref": "#/$defs/text",
              "title": "Text"
            },
            "URI": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "priority",
                "weight",
                "target"
              ],
              "properties": {
                "priority": {
                  "$ref": "#/$defs/uint16",
                  "description": "The lower is tried first."
                },
                "weight": {
                  "$ref": "#/$defs/uint16"
                },
                "target": {
                  "type": "string",
                  "description": "The URI, without quotes.",
                  "minLength": 1
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 10 1 https://example.com/",
              "title": "URIs (RFC 7553)"
            },
            "APL": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "prefixes"
              ],
              "properties": {
                "prefixes": {
                  "type": [
                    "array",
                    "string"
                  ],
                  "items": {
                    "type": "string",
                    "examples": [
                      "1:192.0.2.0/24",
                      "2:2001:db8::/32",
                      "!1:192.0.2.64/28"
                    ]
                  },
                  "description": "The prefixes, each a family (1 IPv4, 2 IPv6), an address and a length; with ! in front for an exception."
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 1:192.0.2.0/24 !1:192.0.2.64/28",
              "title": "Lists of address prefixes (RFC 3123)"
            },
            "CDNSKEY": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "flags",
                "protocol",
                "algorithm",
                "public_key"
              ],
              "properties": {
                "flags": {
                  "$ref": "#/$defs/uint16",
                  "description": "257 for a key that signs keys, 256 for one that signs the zone."
                },
                "protocol": {
                  "$ref": "#/$defs/uint8",
                  "description": "Always 3."
                },
                "algorithm": {
                  "$ref": "#/$defs/algorithm"
                },
                "public_key": {
                  "$ref": "#/$defs/base64"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 257 3 13 mdsswUyr… or, to delete, 0 3 0 AA==",
              "title": "Keys for the parent zone's DS (RFC 7344, RFC 8078)"
            },
            "CDS": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "key_tag",
                "algorithm",
                "digest_type",
                "digest"
              ],
              "properties": {
                "key_tag": {
                  "$ref": "#/$defs/uint16"
                },
                "algorithm": {
                  "$ref": "#/$defs/algorithm"
                },
                "digest_type": {
                  "$ref": "#/$defs/uint8",
                  "description": "1 SHA-1, 2 SHA-256, 4 SHA-384."
                },
                "digest": {
                  "$ref": "#/$defs/hex"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 40271 13 2 3107980b… or, to delete, 0 0 0 00",
              "title": "Digests for the parent zone's DS (RFC 7344, RFC 8078)"
            },
            "CERT": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "certificate_type",
                "key_tag",
                "algorithm",
                "certificate"
              ],
              "properties": {
                "certificate_type": {
                  "type": [
                    "integer",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 65535,
                  "pattern": "^([0-9]{1,5}|[A-Za-z]+)$",
                  "description": "1 PKIX, 2 SPKI, 3 PGP, 4 IPKIX, 5 ISPKI, 6 IPGP, 7 ACPKIX, 8 IACPKIX, 253 URI, 254 OID."
                },
                "key_tag": {
                  "$ref": "#/$defs/uint16"
                },
                "algorithm": {
                  "$ref": "#/$defs/algorithm"
                },
                "certificate": {
                  "$ref": "#/$defs/base64"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in PKIX 0 0 MIIB…",
              "title": "Certificates (RFC 4398)"
            },
            "CSYNC": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "soa_serial",
                "flags",
                "types"
              ],
              "properties": {
                "soa_serial": {
                  "$ref": "#/$defs/uint32"
                },
                "flags": {
                  "$ref": "#/$defs/uint16",
                  "description": "1 immediate, 2 from this serial on, 3 both."
                },
                "types": {
                  "type": [
                    "array",
                    "string"
                  ],
                  "items": {
                    "type": "string",
                    "examples": [
                      "A",
                      "AAAA",
                      "NS"
                    ]
                  },
                  "description": "The types to copy."
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 66 3 A NS AAAA",
              "title": "What the parent zone should copy (RFC 7477)"
            },
            "DNSKEY": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "flags",
                "protocol",
                "algorithm",
                "public_key"
              ],
              "properties": {
                "flags": {
                  "$ref": "#/$defs/uint16",
                  "description": "257 for a key that signs keys, 256 for one that signs the zone."
                },
                "protocol": {
                  "$ref": "#/$defs/uint8",
                  "description": "Always 3."
                },
                "algorithm": {
                  "$ref": "#/$defs/algorithm"
                },
                "public_key": {
                  "$ref": "#/$defs/base64"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 257 3 13 mdsswUyr…",
              "title": "Public keys of DNSSEC (RFC 4034)"
            },
            "EUI48": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "address"
              ],
              "properties": {
                "address": {
                  "type": "string",
                  "pattern": "^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){5}$"
                }
              },
              "additionalProperties": false,
              "description": "The address in hexadecimal digits with hyphens, as in 00-00-5e-00-53-2a",
              "title": "Hardware addresses of 48 bits (RFC 7043)"
            },
            "EUI64": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "address"
              ],
              "properties": {
                "address": {
                  "type": "string",
                  "pattern": "^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$"
                }
              },
              "additionalProperties": false,
              "description": "The address in hexadecimal digits with hyphens, as in 00-00-5e-ef-10-00-00-2a",
              "title": "Hardware addresses of 64 bits (RFC 7043)"
            },
            "HINFO": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "cpu",
                "os"
              ],
              "properties": {
                "cpu": {
                  "type": "string",
                  "description": "The hardware."
                },
                "os": {
                  "type": "string",
                  "description": "The operating system."
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in \"RFC8482\" \"\"",
              "title": "Kind of host (RFC 1035); of late an answer to ANY (RFC 8482)"
            },
            "RP": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "mbox",
                "txt"
              ],
              "properties": {
                "mbox": {
                  "$ref": "#/$defs/host",
                  "description": "The mailbox as a name: a dot in place of the @."
                },
                "txt": {
                  "$ref": "#/$defs/host",
                  "description": "A name with TXT records of more about the person, or . for none."
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in admin.example.com. admin-info.example.com.",
              "title": "Who is responsible (RFC 1183)"
            },
            "SMIMEA": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "certificate_usage",
                "selector",
                "matching_type",
                "certificate_association_data"
              ],
              "properties": {
                "certificate_usage": {
                  "type": [
                    "integer",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 255,
                  "pattern": "^([0-9]{1,3}|[A-Za-z][A-Za-z0-9-]*)$",
                  "description": "3 this user's key, 2 an authority of one's own; 0 and 1 as these, with public authorities."
                },
                "selector": {
                  "type": [
                    "integer",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 255,
                  "pattern": "^([0-9]{1,3}|[A-Za-z][A-Za-z0-9-]*)$",
                  "description": "0 the certificate, 1 its public key."
                },
                "matching_type": {
                  "type": [
                    "integer",
                    "string"
                  ],
                  "minimum": 0,
                  "maximum": 255,
                  "pattern": "^([0-9]{1,3}|[A-Za-z][A-Za-z0-9-]*)$",
                  "description": "0 the whole, 1 SHA-256, 2 SHA-512."
                },
                "certificate_association_data": {
                  "$ref": "#/$defs/hex"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 3 1 1 cbeda3e1…",
              "title": "Certificates for mail (RFC 8162)"
            },
            "ZONEMD": {
              "type": [
                "object",
                "string"
              ],
              "required": [
                "serial",
                "scheme",
                "hash_algorithm",
                "digest"
              ],
              "properties": {
                "serial": {
                  "$ref": "#/$defs/uint32",
                  "description": "The serial of the SOA that the digest is of."
                },
                "scheme": {
                  "$ref": "#/$defs/uint8",
                  "description": "1 SIMPLE."
                },
                "hash_algorithm": {
                  "$ref": "#/$defs/uint8",
                  "description": "1 SHA-384, 2 SHA-512."
                },
                "digest": {
                  "$ref": "#/$defs/hex"
                }
              },
              "additionalProperties": false,
              "description": "The fields as a map, or presentation form, as in 2018031900 1 1 c68090d9…",
              "title": "Digests of a whole zone (RFC 8976)"
            },
            "generic": {
              "type": "string",
              "minLength": 1,
              "description": "Record data in the generic form of RFC 3597, as in \\# 4 C0000201; for a type that is known, presentation form will do."
            },
            "gate53": {
              "type": "object",
              "description": "What gate53 keeps about this record set. Never sent to a provider.",
              "properties": {
                "protect": {
                  "description": "true: a plan that changes or deletes this set is refused unless it is allowed by name (--allow protected).",
                  "type": [
                    "boolean",
                    "string"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$"
                },
                "owner": {
                  "type": "string",
                  "description": "Who answers for this set; shown in plans."
                },
                "note": {
                  "type": "string",
                  "description": "Free text for readers; shown in plans."
                },
                "allow": {
                  "type": [
                    "string",
                    "array"
                  ],
                  "pattern": "^[a-z0-9-]+$",
                  "items": {
                    "type": "string",
                    "pattern": "^[a-z0-9-]+$"
                  },
                  "minItems": 1,
                  "description": "The id of a warning, or several, that is right for this record, as in occluded; it is not reported. Needs a reason. One that nothing needs is reported in a note."
                },
                "reason": {
                  "type": "string",
                  "minLength": 1,
                  "description": "Why what 'allow' names is right here."
                },
                "expires": {
                  "type": "string",
                  "format": "date",
                  "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                  "description": "The last day, as in 2026-12-31, on which this set should be declared. From the next day on the plan says so, by default as an error."
                }
              },
              "additionalProperties": false,
              "dependentRequired": {
                "allow": [
                  "reason"
                ],
                "reason": [
                  "allow"
                ]
              },
              "title": "gate53's own settings"
            },
            "octodns": {
              "type": "object",
              "title": "octoDNS's own settings",
              "description": "Read so that files of octoDNS load unchanged.",
              "properties": {
                "ignored": {
                  "description": "true: the set is not git's: at the provider it is neither created, changed nor deleted.",
                  "type": [
                    "boolean",
                    "string"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$"
                },
                "included": {
                  "type": [
                    "array",
                    "string"
                  ],
                  "items": {
                    "type": "string"
                  },
                  "description": "The set is for these providers only; at any other it is neither created, changed nor deleted. A name is a provider of the settings, its octodns-name, or its type."
                },
                "excluded": {
                  "type": [
                    "array",
                    "string"
                  ],
                  "items": {
                    "type": "string"
                  },
                  "description": "The set is not for these providers: there it is neither created, changed nor deleted."
                },
                "lenient": {
                  "description": "true: mistakes of this set are warnings where they can be.",
                  "type": [
                    "boolean",
                    "string"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$"
                },
                "auto_arpa_priority": {
                  "type": "integer"
                },
                "healthcheck": {
                  "type": "object"
                }
              },
              "additionalProperties": {
                "type": "object",
                "description": "Settings of one provider of octoDNS."
              }
            },
            "recordSet": {
              "type": "object",
              "title": "Record set",
              "description": "All data of one type under one name.",
              "required": [
                "type"
              ],
              "properties": {
                "type": {
                  "description": "The record type.",
                  "anyOf": [
                    {
                      "enum": [
                        "A",
                        "AAAA",
                        "APL",
                        "CAA",
                        "CDNSKEY",
                        "CDS",
                        "CERT",
                        "CNAME",
                        "CSYNC",
                        "DNAME",
                        "DNSKEY",
                        "DS",
                        "EUI48",
                        "EUI64",
                        "HINFO",
                        "HTTPS",
                        "LOC",
                        "MX",
                        "NAPTR",
                        "NS",
                        "OPENPGPKEY",
                        "PTR",
                        "RP",
                        "SMIMEA",
                        "SPF",
                        "SRV",
                        "SSHFP",
                        "SVCB",
                        "TLSA",
                        "TXT",
                        "URI",
                        "ZONEMD"
                      ]
                    },
                    {
                      "description": "octoDNS wants capitals.",
                      "enum": [
                        "a",
                        "aaaa",
                        "apl",
                        "caa",
                        "cdnskey",
                        "cds",
                        "cert",
                        "cname",
                        "csync",
                        "dname",
                        "dnskey",
                        "ds",
                        "eui48",
                        "eui64",
                        "hinfo",
                        "https",
                        "loc",
                        "mx",
                        "naptr",
                        "ns",
                        "openpgpkey",
                        "ptr",
                        "rp",
                        "smimea",
                        "spf",
                        "srv",
                        "sshfp",
                        "svcb",
                        "tlsa",
                        "txt",
                        "uri",
                        "zonemd"
                      ]
                    },
                    {
                      "type": "string",
                      "pattern": "^(TYPE|type)[0-9]{1,5}$"
                    }
                  ]
                },
                "ttl": {
                  "$ref": "#/$defs/ttl"
                },
                "value": {
                  "description": "The one value of the set."
                },
                "values": {
                  "description": "The values of the set, each once."
                },
                "alias": {
                  "$ref": "#/$defs/aliasOfOneType"
                },
                "set-identifier": {
                  "$ref": "#/$defs/setIdentifier"
                },
                "routing": {
                  "$ref": "#/$defs/routing"
                },
                "health-check": {
                  "$ref": "#/$defs/healthCheck"
                },
                "gate53": {
                  "$ref": "#/$defs/gate53"
                },
                "octodns": {
                  "$ref": "#/$defs/octodns"
                },
                "geo": {
                  "$ref": "#/$defs/octodnsRouting"
                },
                "dynamic": {
                  "$ref": "#/$defs/octodnsRouting"
                }
              },
              "additionalProperties": false,
              "dependentRequired": {
                "set-identifier": [
                  "routing"
                ],
                "routing": [
                  "set-identifier"
                ]
              },
              "oneOf": [
                {
                  "required": [
                    "value"
                  ]
                },
                {
                  "required": [
                    "values"
                  ]
                },
                {
                  "required": [
                    "alias"
                  ],
                  "properties": {
                    "ttl": false
                  }
                }
              ],
              "allOf": [
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "A",
                          "a"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/A"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/A"
                            }
                          },
                          {
                            "$ref": "#/$defs/A"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "AAAA",
                          "aaaa"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/AAAA"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/AAAA"
                            }
                          },
                          {
                            "$ref": "#/$defs/AAAA"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "APL",
                          "apl"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/APL"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/APL"
                            }
                          },
                          {
                            "$ref": "#/$defs/APL"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "CAA",
                          "caa"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/CAA"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/CAA"
                            }
                          },
                          {
                            "$ref": "#/$defs/CAA"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "CDNSKEY",
                          "cdnskey"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/CDNSKEY"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/CDNSKEY"
                            }
                          },
                          {
                            "$ref": "#/$defs/CDNSKEY"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "CDS",
                          "cds"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/CDS"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/CDS"
                            }
                          },
                          {
                            "$ref": "#/$defs/CDS"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "CERT",
                          "cert"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/CERT"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/CERT"
                            }
                          },
                          {
                            "$ref": "#/$defs/CERT"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "CNAME",
                          "cname"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/CNAME"
                      },
                      "values": false
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "CSYNC",
                          "csync"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/CSYNC"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/CSYNC"
                            }
                          },
                          {
                            "$ref": "#/$defs/CSYNC"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "DNAME",
                          "dname"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/DNAME"
                      },
                      "values": false
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "DNSKEY",
                          "dnskey"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/DNSKEY"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/DNSKEY"
                            }
                          },
                          {
                            "$ref": "#/$defs/DNSKEY"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "DS",
                          "ds"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/DS"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/DS"
                            }
                          },
                          {
                            "$ref": "#/$defs/DS"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "EUI48",
                          "eui48"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/EUI48"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/EUI48"
                            }
                          },
                          {
                            "$ref": "#/$defs/EUI48"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "EUI64",
                          "eui64"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/EUI64"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/EUI64"
                            }
                          },
                          {
                            "$ref": "#/$defs/EUI64"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "HINFO",
                          "hinfo"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/HINFO"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/HINFO"
                            }
                          },
                          {
                            "$ref": "#/$defs/HINFO"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "HTTPS",
                          "https"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/HTTPS"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/HTTPS"
                            }
                          },
                          {
                            "$ref": "#/$defs/HTTPS"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "LOC",
                          "loc"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/LOC"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/LOC"
                            }
                          },
                          {
                            "$ref": "#/$defs/LOC"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "MX",
                          "mx"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/MX"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/MX"
                            }
                          },
                          {
                            "$ref": "#/$defs/MX"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "NAPTR",
                          "naptr"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/NAPTR"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/NAPTR"
                            }
                          },
                          {
                            "$ref": "#/$defs/NAPTR"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "NS",
                          "ns"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/NS"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/NS"
                            }
                          },
                          {
                            "$ref": "#/$defs/NS"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "OPENPGPKEY",
                          "openpgpkey"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/OPENPGPKEY"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/OPENPGPKEY"
                            }
                          },
                          {
                            "$ref": "#/$defs/OPENPGPKEY"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "PTR",
                          "ptr"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/PTR"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/PTR"
                            }
                          },
                          {
                            "$ref": "#/$defs/PTR"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "RP",
                          "rp"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/RP"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/RP"
                            }
                          },
                          {
                            "$ref": "#/$defs/RP"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "SMIMEA",
                          "smimea"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/SMIMEA"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/SMIMEA"
                            }
                          },
                          {
                            "$ref": "#/$defs/SMIMEA"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "SPF",
                          "spf"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/SPF"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/SPF"
                            }
                          },
                          {
                            "$ref": "#/$defs/SPF"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "SRV",
                          "srv"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/SRV"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/SRV"
                            }
                          },
                          {
                            "$ref": "#/$defs/SRV"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "SSHFP",
                          "sshfp"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/SSHFP"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/SSHFP"
                            }
                          },
                          {
                            "$ref": "#/$defs/SSHFP"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "SVCB",
                          "svcb"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/SVCB"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/SVCB"
                            }
                          },
                          {
                            "$ref": "#/$defs/SVCB"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "TLSA",
                          "tlsa"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/TLSA"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/TLSA"
                            }
                          },
                          {
                            "$ref": "#/$defs/TLSA"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "TXT",
                          "txt"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/TXT"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/TXT"
                            }
                          },
                          {
                            "$ref": "#/$defs/TXT"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "URI",
                          "uri"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/URI"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/URI"
                            }
                          },
                          {
                            "$ref": "#/$defs/URI"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "enum": [
                          "ZONEMD",
                          "zonemd"
                        ]
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/ZONEMD"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/ZONEMD"
                            }
                          },
                          {
                            "$ref": "#/$defs/ZONEMD"
                          }
                        ]
                      }
                    }
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "type": "string",
                        "pattern": "^(TYPE|type)[0-9]"
                      }
                    },
                    "required": [
                      "type"
                    ]
                  },
                  "then": {
                    "properties": {
                      "value": {
                        "$ref": "#/$defs/generic"
                      },
                      "values": {
                        "anyOf": [
                          {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                              "$ref": "#/$defs/generic"
                            }
                          },
                          {
                            "$ref": "#/$defs/generic"
                          }
                        ]
                      }
                    }
                  }
                }
              ]
            },
            "providerRecordSet": {
              "type": "object",
              "title": "Record set of a type that only some providers have",
              "description": "Kept as written and handed to the provider that knows the type; for any other provider an error.",
              "required": [
                "type"
              ],
              "properties": {
                "type": {
                  "type": "string"
                },
                "ttl": {
                  "$ref": "#/$defs/ttl"
                },
                "gate53": {
                  "$ref": "#/$defs/gate53"
                },
                "octodns": {
                  "$ref": "#/$defs/octodns"
                }
              }
            },
            "aliasRecordSet": {
              "type": "object",
              "title": "Alias sets of several types",
              "description": "One alias set for each type under alias.",
              "required": [
                "type",
                "alias"
              ],
              "properties": {
                "type": {
                  "const": "ALIAS"
                },
                "alias": {
                  "$ref": "#/$defs/aliasOfTypes"
                },
                "set-identifier": {
                  "$ref": "#/$defs/setIdentifier"
                },
                "routing": {
                  "$ref": "#/$defs/routing"
                },
                "health-check": {
                  "$ref": "#/$defs/healthCheck"
                },
                "gate53": {
                  "$ref": "#/$defs/gate53"
                },
                "octodns": {
                  "$ref": "#/$defs/octodns"
                }
              },
              "additionalProperties": false,
              "dependentRequired": {
                "set-identifier": [
                  "routing"
                ],
                "routing": [
                  "set-identifier"
                ]
              }
            },
            "entry": {
              "if": {
                "type": "object",
                "properties": {
                  "type": {
                    "const": "ALIAS"
                  }
                },
                "required": [
                  "type",
                  "alias"
                ]
              },
              "then": {
                "$ref": "#/$defs/aliasRecordSet"
              },
              "else": {
                "if": {
                  "type": "object",
                  "properties": {
                    "type": {
                      "type": "string",
                      "anyOf": [
                        {
                          "pattern": "/"
                        },
                        {
                          "enum": [
                            "ALIAS",
                            "URLFWD"
                          ]
                        }
                      ]
                    }
                  },
                  "required": [
                    "type"
                  ]
                },
                "then": {
                  "$ref": "#/$defs/providerRecordSet"
                },
                "else": {
                  "$ref": "#/$defs/recordSet"
                }
              }
            },
            "zoneID": {
              "type": "string",
              "pattern": "^[A-Z0-9]{1,32}$",
              "description": "The provider's id of a hosted zone, as in Z2FDTNDATAQYW2."
            },
            "region": {
              "type": "string",
              "pattern": "^[a-z0-9-]{1,64}$",
              "description": "A region, as in eu-west-1."
            },
            "degrees": {
              "type": [
                "number",
                "string"
              ],
              "description": "Degrees with two decimals at most, north and east positive.",
              "pattern": "^[+-]?[0-9]{1,3}(\\.[0-9]{0,2})?$"
            },
            "aliasOfOneType": {
              "type": "object",
              "title": "Alias",
              "description": "What the set stands for: the records of the same type at another name. It has no TTL and no values of its own.",
              "required": [
                "name"
              ],
              "properties": {
                "name": {
                  "$ref": "#/$defs/host",
                  "description": "The absolute name it stands for, with its final dot."
                },
                "zone": {
                  "anyOf": [
                    {
                      "const": "same"
                    },
                    {
                      "$ref": "#/$defs/zoneID"
                    }
                  ],
                  "description": "The id of the hosted zone that the name is in: that of a load balancer's region, say. same, or nothing, for a name of this zone; nothing for names below cloudfront.net and awsglobalaccelerator.com too."
                },
                "evaluate-target-health": {
                  "type": [
                    "boolean",
                    "string"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$",
                  "description": "true: the alias counts as unhealthy when its target does. Default false."
                }
              },
              "additionalProperties": false
            },
            "aliasOfTypes": {
              "type": "object",
              "title": "Alias of several types",
              "description": "What the sets stand for: one alias set for each type.",
              "required": [
                "name"
              ],
              "properties": {
                "name": {
                  "$ref": "#/$defs/host",
                  "description": "The absolute name it stands for, with its final dot."
                },
                "zone": {
                  "anyOf": [
                    {
                      "const": "same"
                    },
                    {
                      "$ref": "#/$defs/zoneID"
                    }
                  ],
                  "description": "The id of the hosted zone that the name is in: that of a load balancer's region, say. same, or nothing, for a name of this zone; nothing for names below cloudfront.net and awsglobalaccelerator.com too."
                },
                "evaluate-target-health": {
                  "type": [
                    "boolean",
                    "string"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$",
                  "description": "true: the alias counts as unhealthy when its target does. Default false."
                },
                "types": {
                  "anyOf": [
                    {
                      "type": "array",
                      "minItems": 1,
                      "uniqueItems": true,
                      "items": {
                        "type": "string",
                        "pattern": "^([A-Z][A-Z0-9]*|[a-z][a-z0-9]*)$",
                        "not": {
                          "enum": [
                            "SOA",
                            "soa"
                          ]
                        }
                      }
                    },
                    {
                      "type": "string",
                      "pattern": "^([A-Z][A-Z0-9]*|[a-z][a-z0-9]*)$",
                      "not": {
                        "enum": [
                          "SOA",
                          "soa"
                        ]
                      }
                    }
                  ],
                  "description": "The types of the sets. Default [A, AAAA]."
                }
              },
              "additionalProperties": false
            },
            "setIdentifier": {
              "type": [
                "string",
                "number"
              ],
              "title": "Set identifier",
              "description": "What tells the sets of one name and type apart that a routing policy chooses between, as in blue; letters of either case apart. It stands with routing.",
              "minLength": 1,
              "maxLength": 128
            },
            "healthCheck": {
              "type": [
                "string",
                "number"
              ],
              "title": "Health check",
              "description": "The provider's id of the check that says whether the set is healthy.",
              "pattern": "^[!-~]{1,64}$"
            },
            "routing": {
              "type": "object",
              "title": "Routing policy",
              "description": "How the provider chooses between the sets of one name and type, which all have another set-identifier and the same kind of policy.",
              "minProperties": 1,
              "maxProperties": 1,
              "additionalProperties": false,
              "properties": {
                "weight": {
                  "$ref": "#/$defs/uint8",
                  "description": "In proportion to the weights, 0 to 255. All sets have one TTL."
                },
                "latency": {
                  "$ref": "#/$defs/region",
                  "description": "The region that answers soonest, as in eu-west-1."
                },
                "failover": {
                  "enum": [
                    "primary",
                    "secondary"
                  ],
                  "description": "The primary while it is healthy, else the secondary."
                },
                "geolocation": {
                  "description": "By where the question comes from: a continent, a country, a subdivision of a country, or default for wherever no other set is meant for.",
                  "anyOf": [
                    {
                      "const": "default"
                    },
                    {
                      "type": "object",
                      "required": [
                        "continent"
                      ],
                      "properties": {
                        "continent": {
                          "enum": [
                            "AF",
                            "AN",
                            "AS",
                            "EU",
                            "NA",
                            "OC",
                            "SA"
                          ]
                        }
                      },
                      "additionalProperties": false
                    },
                    {
                      "type": "object",
                      "required": [
                        "country"
                      ],
                      "properties": {
                        "country": {
                          "type": "string",
                          "pattern": "^[A-Z0-9]{2}$",
                          "description": "Two capital letters (ISO 3166-1), as in DE."
                        },
                        "subdivision": {
                          "type": [
                            "string",
                            "integer"
                          ],
                          "pattern": "^[A-Z0-9]{1,3}$",
                          "description": "A state of the US or a region of Ukraine, as in CA."
                        }
                      },
                      "additionalProperties": false
                    }
                  ]
                },
                "geoproximity": {
                  "type": "object",
                  "description": "By how near the resource is: in a region, in a local zone group, or at a place.",
                  "properties": {
                    "region": {
                      "$ref": "#/$defs/region"
                    },
                    "local-zone-group": {
                      "$ref": "#/$defs/region",
                      "description": "A local zone group, as in us-west-2-lax-1."
                    },
                    "latitude": {
                      "$ref": "#/$defs/degrees",
                      "minimum": -90,
                      "maximum": 90
                    },
                    "longitude": {
                      "$ref": "#/$defs/degrees",
                      "minimum": -180,
                      "maximum": 180
                    },
                    "bias": {
                      "type": [
                        "integer",
                        "string"
                      ],
                      "minimum": -99,
                      "maximum": 99,
                      "pattern": "^[+-]?[0-9]{1,2}$",
                      "description": "Over 0 makes the area that the set answers larger, below 0 smaller. None is not the same as 0."
                    }
                  },
                  "additionalProperties": false,
                  "dependentRequired": {
                    "latitude": [
                      "longitude"
                    ],
                    "longitude": [
                      "latitude"
                    ]
                  },
                  "oneOf": [
                    {
                      "required": [
                        "region"
                      ]
                    },
                    {
                      "required": [
                        "local-zone-group"
                      ]
                    },
                    {
                      "required": [
                        "latitude"
                      ]
                    }
                  ]
                },
                "multivalue": {
                  "description": "true: up to eight healthy sets at random.",
                  "anyOf": [
                    {
                      "const": true
                    },
                    {
                      "type": "string",
                      "pattern": "^([Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON)$"
                    }
                  ]
                },
                "cidr": {
                  "type": "object",
                  "description": "By the address that the question comes from.",
                  "required": [
                    "collection",
                    "location"
                  ],
                  "properties": {
                    "collection": {
                      "type": "string",
                      "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
                      "description": "The id of a CIDR collection."
                    },
                    "location": {
                      "type": [
                        "string",
                        "number"
                      ],
                      "pattern": "^[0-9A-Za-z_*-]{1,16}$",
                      "description": "A location of the collection; '*' is every other address."
                    }
                  },
                  "additionalProperties": false
                }
              }
            },
            "octodnsRouting": {
              "type": "object",
              "deprecated": true,
              "description": "octoDNS's choice of answers by place or health, which is not read; write routing. An error, or, with lenient, a warning, and the plain values are used."
            }
          }
        }

        """##

    private static let settingsText = ##"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://gate53.example/schemas/settings.schema.json",
          "title": "Settings of gate53",
          "description": "gate53.yaml at the root of a repository, or zones/gate53.yaml.",
          "type": "object",
          "properties": {
            "providers": {
              "type": "object",
              "description": "Where zones can be served, by a key of your own.",
              "additionalProperties": {
                "$ref": "#/$defs/provider"
              }
            },
            "defaults": {
              "type": "object",
              "description": "What holds where nothing else is said.",
              "properties": {
                "ttl": {
                  "$ref": "#/$defs/seconds",
                  "description": "The TTL of record sets that give none. Default 3600."
                },
                "lenient": {
                  "type": [
                    "boolean",
                    "string",
                    "array"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$",
                  "items": {
                    "type": "string",
                    "pattern": "^[a-z0-9-]+$"
                  },
                  "description": "lenient for every zone that does not say otherwise. Default false."
                },
                "other-providers": {
                  "type": "array",
                  "items": {
                    "type": "string",
                    "minLength": 1
                  },
                  "description": "Names in zone files' 'octodns: {included: […], excluded: […]}' of providers that gate53 does not serve, as in [cloudflare]."
                }
              },
              "additionalProperties": false
            },
            "zone-files": {
              "$ref": "#/$defs/path",
              "description": "The folder of the zone files. Default zones."
            },
            "zones": {
              "type": "object",
              "description": "Which zones there are, by name; the final dot is optional. '*' stands for every zone file of the folder that is not named.",
              "propertyNames": {
                "anyOf": [
                  {
                    "const": "*"
                  },
                  {
                    "minLength": 1,
                    "maxLength": 1020
                  }
                ]
              },
              "additionalProperties": {
                "$ref": "#/$defs/zone"
              },
              "properties": {
                "*": {
                  "allOf": [
                    {
                      "$ref": "#/$defs/zone"
                    },
                    {
                      "properties": {
                        "absent": false,
                        "drift": {
                          "not": {
                            "type": "object",
                            "required": [
                              "accepted"
                            ]
                          }
                        },
                        "zone-id": false
                      }
                    }
                  ]
                }
              }
            },
            "review": {
              "type": "object",
              "description": "Who must have approved a plan before it is applied.",
              "properties": {
                "source": {
                  "enum": [
                    "signatures",
                    "github",
                    "gitlab",
                    "gitea"
                  ],
                  "description": "Where approvals come from. Default signatures."
                },
                "required": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 100,
                  "description": "How many reviewers must approve, none of them an author of the commits under review. 0 has to be written out. Default 1."
                },
                "signers": {
                  "$ref": "#/$defs/path",
                  "description": "The file of allowed signers (ssh-keygen(1)), read on the protected branch."
                },
                "url": {
                  "type": "string",
                  "pattern": "^https?://[^?#@\\\\]+$",
                  "description": "The URL of the forge's interface, as in https://git.example.com/api/v1. Default that of the pipeline's environment, else the forge's usual one."
                },
                "repository": {
                  "type": "string",
                  "pattern": "^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+|[0-9]+)$",
                  "description": "The repository at the forge with its owner, as in org/dns. Default that of the pipeline's environment."
                },
                "commenter": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The account that writes the plan comment. Default the one whose token is used."
                },
                "reviewers": {
                  "$ref": "#/$defs/accounts",
                  "description": "Who may approve: accounts of the forge, or principals of the signers file."
                },
                "teams": {
                  "$ref": "#/$defs/accounts",
                  "description": "Teams of the forge whose members may approve; of GitLab, groups."
                },
                "zones": {
                  "type": "array",
                  "description": "Who may approve some zones instead; the last entry that fits a zone counts.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "name": {
                        "type": "string",
                        "minLength": 1,
                        "description": "A pattern on the zone's name: * is any run of characters of one label, ** of several."
                      },
                      "reviewers": {
                        "$ref": "#/$defs/accounts"
                      },
                      "teams": {
                        "$ref": "#/$defs/accounts"
                      }
                    },
                    "required": [
                      "name"
                    ],
                    "anyOf": [
                      {
                        "required": [
                          "reviewers"
                        ]
                      },
                      {
                        "required": [
                          "teams"
                        ]
                      }
                    ],
                    "additionalProperties": false
                  }
                },
                "addresses": {
                  "type": "object",
                  "description": "The e-mail addresses that accounts of the forge commit with.",
                  "additionalProperties": {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "pattern": "@"
                    }
                  }
                },
                "branch": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The protected branch. Default the remote's default branch, else the current one."
                },
                "valid-for": {
                  "type": "string",
                  "pattern": "^([1-9]|[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-5])d$",
                  "description": "For how many days approvals of a plan count after it was made. Default 30d."
                },
                "authors": {
                  "enum": [
                    "named",
                    "signed"
                  ],
                  "description": "How it is known who wrote a commit: by the names in it, or by who signed it too; one that nobody known has signed then needs one approval more. Default named."
                },
                "whole": {
                  "type": "boolean",
                  "description": "Whether nothing is applied after a merge while something waits that is not approved, or has drifted. Default false."
                },
                "sources": {
                  "type": "array",
                  "minItems": 1,
                  "description": "Several sources of approvals, each of which must be satisfied.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "source": {
                        "enum": [
                          "signatures",
                          "github",
                          "gitlab",
                          "gitea"
                        ],
                        "description": "Where approvals come from. Default signatures."
                      },
                      "required": {
                        "type": "integer",
                        "minimum": 0,
                        "maximum": 100,
                        "description": "How many reviewers must approve, none of them an author of the commits under review. 0 has to be written out. Default 1."
                      },
                      "signers": {
                        "$ref": "#/$defs/path",
                        "description": "The file of allowed signers (ssh-keygen(1)), read on the protected branch."
                      },
                      "url": {
                        "type": "string",
                        "pattern": "^https?://[^?#@\\\\]+$",
                        "description": "The URL of the forge's interface, as in https://git.example.com/api/v1. Default that of the pipeline's environment, else the forge's usual one."
                      },
                      "repository": {
                        "type": "string",
                        "pattern": "^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+|[0-9]+)$",
                        "description": "The repository at the forge with its owner, as in org/dns. Default that of the pipeline's environment."
                      },
                      "commenter": {
                        "type": "string",
                        "minLength": 1,
                        "description": "The account that writes the plan comment. Default the one whose token is used."
                      },
                      "reviewers": {
                        "$ref": "#/$defs/accounts",
                        "description": "Who may approve: accounts of the forge, or principals of the signers file."
                      },
                      "teams": {
                        "$ref": "#/$defs/accounts",
                        "description": "Teams of the forge whose members may approve; of GitLab, groups."
                      },
                      "zones": {
                        "type": "array",
                        "description": "Who may approve some zones instead; the last entry that fits a zone counts.",
                        "items": {
                          "type": "object",
                          "properties": {
                            "name": {
                              "type": "string",
                              "minLength": 1,
                              "description": "A pattern on the zone's name: * is any run of characters of one label, ** of several."
                            },
                            "reviewers": {
                              "$ref": "#/$defs/accounts"
                            },
                            "teams": {
                              "$ref": "#/$defs/accounts"
                            }
                          },
                          "required": [
                            "name"
                          ],
                          "anyOf": [
                            {
                              "required": [
                                "reviewers"
                              ]
                            },
                            {
                              "required": [
                                "teams"
                              ]
                            }
                          ],
                          "additionalProperties": false
                        }
                      },
                      "addresses": {
                        "type": "object",
                        "description": "The e-mail addresses that accounts of the forge commit with.",
                        "additionalProperties": {
                          "type": "array",
                          "items": {
                            "type": "string",
                            "pattern": "@"
                          }
                        }
                      }
                    },
                    "additionalProperties": false
                  }
                }
              },
              "additionalProperties": false
            },
            "policies": {
              "$ref": "#/$defs/policies"
            },
            "drift": {
              "$ref": "#/$defs/driftPolicy"
            },
            "ledger": {
              "type": "object",
              "description": "Where plans, approvals and receipts are kept.",
              "properties": {
                "branch": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The branch that receipts are written to, by its own name, without refs/heads/. Default gate53-ledger."
                },
                "remote": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The remote that clones share the branch through, or none. Default the protected branch's remote."
                },
                "push": {
                  "enum": [
                    "required",
                    "try",
                    "never"
                  ],
                  "description": "Whether each event is pushed. required: nothing is applied where it can't be. try, the default: what can't be pushed stays in the clone until the next event is."
                },
                "sign": {
                  "enum": [
                    true,
                    false,
                    "true",
                    "false",
                    "required"
                  ],
                  "description": "Whether each event's commit is signed with the SSH key that git signs with. required: a shared ledger is refused if its last commit is not signed by anybody in the signers file."
                },
                "signed-by": {
                  "type": "array",
                  "minItems": 1,
                  "items": {
                    "type": "string",
                    "minLength": 1
                  },
                  "description": "Who of the signers file may sign the ledger, with sign: required. Default everybody whose key may sign for git."
                }
              },
              "additionalProperties": false
            },
            "notifications": {
              "type": "array",
              "maxItems": 20,
              "description": "Who is notified of applies, refusals and drift; read on the protected branch.",
              "items": {
                "$ref": "#/$defs/receiver"
              }
            },
            "dynamic": {
              "type": [
                "object",
                "null"
              ],
              "description": "The dynamic DNS service: the domains below which people claim host names. A host is one label below; plans and drift leave hosts alone and count them.",
              "propertyNames": {
                "minLength": 1,
                "maxLength": 1020
              },
              "additionalProperties": {
                "$ref": "#/$defs/suffix"
              }
            }
          },
          "additionalProperties": false,
          "$defs": {
            "seconds": {
              "description": "Seconds, as in 300, or units, as in 5m, 1h30m or 7d.",
              "type": [
                "integer",
                "string"
              ],
              "minimum": 0,
              "maximum": 2147483647,
              "pattern": "^([0-9]+|([0-9]+[smhdwSMHDW])+)$"
            },
            "name": {
              "description": "An absolute name with its final dot, as in ns1.example.com.",
              "type": "string",
              "minLength": 1,
              "maxLength": 1020
            },
            "path": {
              "description": "A path in the repository, relative to its root, with / between folders.",
              "type": "string",
              "minLength": 1,
              "pattern": "^[^/]",
              "not": {
                "pattern": "(^|/)\\.\\.(/|$)"
              }
            },
            "soa": {
              "type": "object",
              "description": "The SOA of a zone that has no file yet; of a zone that has one, only the serial is changed.",
              "properties": {
                "mname": {
                  "$ref": "#/$defs/name",
                  "description": "The primary name server."
                },
                "rname": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 1020,
                  "description": "The mailbox of who is responsible: an address, as in hostmaster@example.com, or the name that DNS makes of it, as in hostmaster.example.com."
                },
                "refresh": {
                  "$ref": "#/$defs/seconds",
                  "description": "When a secondary asks again."
                },
                "retry": {
                  "$ref": "#/$defs/seconds",
                  "description": "When it asks again after a failure."
                },
                "expire": {
                  "$ref": "#/$defs/seconds",
                  "description": "When it stops answering without news."
                },
                "minimum": {
                  "$ref": "#/$defs/seconds",
                  "description": "How long 'there is no such name' is remembered."
                },
                "ttl": {
                  "$ref": "#/$defs/seconds",
                  "description": "The TTL of the SOA set."
                }
              },
              "additionalProperties": false,
              "title": "Start of authority"
            },
            "nameservers": {
              "title": "Name servers",
              "description": "The apex NS set of a new zone whose zone file declares none.",
              "type": [
                "array",
                "string"
              ],
              "minItems": 1,
              "uniqueItems": true,
              "items": {
                "$ref": "#/$defs/name",
                "description": "A name server, absolute."
              }
            },
            "type": {
              "type": "string",
              "pattern": "^[A-Z][A-Z0-9]*$"
            },
            "pattern": {
              "title": "Record sets",
              "description": "Record sets by name and type; a text alone is a pattern on the name.",
              "type": [
                "object",
                "string"
              ],
              "minLength": 1,
              "minProperties": 1,
              "additionalProperties": false,
              "properties": {
                "name": {
                  "type": "string",
                  "minLength": 1,
                  "description": "A pattern on the name in the zone: * stands for any run of characters in one label, ** for any run across labels, ? for one character; \\* is the wildcard itself and @ the apex. Without it any name."
                },
                "type": {
                  "description": "A record type, or a list of them, as in [MX, NS]; without it any.",
                  "type": [
                    "string",
                    "array"
                  ],
                  "pattern": "^[A-Z][A-Z0-9]*$",
                  "minItems": 1,
                  "uniqueItems": true,
                  "items": {
                    "$ref": "#/$defs/type"
                  }
                }
              }
            },
            "bound": {
              "description": "Seconds, as in 300, or units, as in 5m or 7d; off for no bound.",
              "type": [
                "integer",
                "string"
              ],
              "minimum": 0,
              "maximum": 2147483647,
              "anyOf": [
                {
                  "type": "integer"
                },
                {
                  "pattern": "^([0-9]+|([0-9]+[smhdwSMHDW])+)$"
                },
                {
                  "const": "off"
                }
              ]
            },
            "share": {
              "description": "A percentage of the zone's record sets, as in 30%, a share from 0 to 1, as in 0.3, or off.",
              "anyOf": [
                {
                  "type": "string",
                  "pattern": "^(100|[0-9]{1,2})(\\.[0-9]+)?%$"
                },
                {
                  "type": "number",
                  "minimum": 0,
                  "maximum": 1
                },
                {
                  "enum": [
                    "off",
                    false
                  ]
                }
              ]
            },
            "policies": {
              "type": "object",
              "description": "What a plan may do without being allowed by name (gate53 plan --allow POLICY).",
              "properties": {
                "delete-share": {
                  "$ref": "#/$defs/share",
                  "description": "The largest share of a zone's record sets that one plan may delete. Default 30%."
                },
                "update-share": {
                  "$ref": "#/$defs/share",
                  "description": "The largest share of a zone's record sets that one plan may update. Default 30%."
                },
                "share-from": {
                  "type": "integer",
                  "minimum": 0,
                  "description": "From how many record sets on the shares count. Default 10."
                },
                "empty-zone": {
                  "enum": [
                    "refuse",
                    "allow"
                  ],
                  "description": "A plan that deletes every set of a zone. Default refuse."
                },
                "protected": {
                  "type": "array",
                  "items": {
                    "$ref": "#/$defs/pattern"
                  },
                  "description": "Record sets that a plan may change or delete only when allowed by name, besides those with gate53: {protect: true}."
                },
                "apex-ns": {
                  "enum": [
                    "refuse",
                    "allow"
                  ],
                  "description": "A plan that changes the apex NS. Default refuse."
                },
                "ttl": {
                  "type": "object",
                  "description": "Bounds for TTLs.",
                  "properties": {
                    "minimum": {
                      "$ref": "#/$defs/bound",
                      "description": "The shortest TTL a created or updated set may have; off for no bound. Default 30s."
                    },
                    "maximum": {
                      "$ref": "#/$defs/bound",
                      "description": "The longest; off for no bound. Default 7d."
                    }
                  },
                  "additionalProperties": false
                },
                "expired": {
                  "description": "A set whose expires: date is past: error refuses the plan, warning says so. Default error.",
                  "enum": [
                    "error",
                    "warning",
                    "off",
                    false
                  ]
                }
              },
              "additionalProperties": false,
              "title": "Policies"
            },
            "octodnsName": {
              "description": "What zone files call this provider in 'octodns: {included: […], excluded: […]}': its key in octoDNS's configuration, where that is another than here. Its key here, its type and octoDNS's class (Route53Provider, ZoneFileProvider) are understood anyway.",
              "type": [
                "string",
                "array"
              ],
              "items": {
                "type": "string",
                "minLength": 1
              },
              "minLength": 1,
              "minItems": 1
            },
            "provider": {
              "type": "object",
              "title": "Provider",
              "required": [
                "type"
              ],
              "properties": {
                "type": {
                  "description": "What kind of provider.",
                  "enum": [
                    "master-file",
                    "route53"
                  ]
                }
              },
              "allOf": [
                {
                  "if": {
                    "properties": {
                      "type": {
                        "const": "master-file"
                      }
                    }
                  },
                  "then": {
                    "type": "object",
                    "description": "A folder of RFC 1035 master files.",
                    "required": [
                      "type",
                      "directory"
                    ],
                    "properties": {
                      "type": {
                        "const": "master-file"
                      },
                      "octodns-name": {
                        "$ref": "#/$defs/octodnsName"
                      },
                      "directory": {
                        "type": "string",
                        "minLength": 1,
                        "description": "The folder of the master files; a relative path is below the repository's root."
                      },
                      "serial": {
                        "enum": [
                          "date",
                          "increment"
                        ],
                        "description": "How the SOA serial grows: date for YYYYMMDDnn, increment for one more. Default date."
                      },
                      "check-names": {
                        "enum": [
                          "fail",
                          "warn",
                          "ignore"
                        ],
                        "description": "What the servers' option check-names says of names that are none of hosts where BIND asks for one: fail makes them errors, warn warnings. Default fail, as BIND has it for primary zones."
                      },
                      "reload": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                          "type": "string"
                        },
                        "description": "A command and its arguments, run after a write without a shell, as in [rndc, reload]."
                      },
                      "nameservers": {
                        "$ref": "#/$defs/nameservers"
                      },
                      "soa": {
                        "$ref": "#/$defs/soa"
                      }
                    },
                    "additionalProperties": false
                  }
                },
                {
                  "if": {
                    "properties": {
                      "type": {
                        "const": "route53"
                      }
                    }
                  },
                  "then": {
                    "type": "object",
                    "description": "Amazon Route 53.",
                    "required": [
                      "type"
                    ],
                    "properties": {
                      "type": {
                        "const": "route53"
                      },
                      "octodns-name": {
                        "$ref": "#/$defs/octodnsName"
                      },
                      "endpoint": {
                        "type": "string",
                        "format": "uri",
                        "pattern": "^https?://",
                        "description": "Another address of the service, for tests and gateways."
                      },
                      "requests-per-second": {
                        "type": "number",
                        "exclusiveMinimum": 0,
                        "maximum": 1000,
                        "description": "The most requests a second. Default 5, the limit of an account."
                      },
                      "profile": {
                        "type": "string",
                        "minLength": 1,
                        "pattern": "^[ -Z\\\\^-~]*$",
                        "description": "A profile of the AWS configuration files, whose credentials are used. Default as with other tools: the environment, then the profile default."
                      },
                      "private": {
                        "type": [
                          "boolean",
                          "string"
                        ],
                        "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$",
                        "description": "Whether the hosted zone answers in VPCs only. Without it a public zone is meant, unless there is a vpc-id. A zone's own setting goes before this one."
                      },
                      "vpc-id": {
                        "type": "string",
                        "pattern": "^vpc-[0-9a-z]{1,60}$",
                        "description": "The VPC that a private zone is for, as in vpc-0a1b2c3d."
                      },
                      "vpc-region": {
                        "type": "string",
                        "pattern": "^[a-z0-9-]{1,64}$",
                        "description": "The region of the VPC, as in eu-west-1; needed where a zone is created."
                      },
                      "delegation-set": {
                        "type": "string",
                        "pattern": "^[A-Z0-9]{1,32}$",
                        "description": "The reusable delegation set whose name servers a new zone gets, as in N1PA6795SAMPLE."
                      }
                    },
                    "additionalProperties": false,
                    "allOf": [
                      {
                        "if": {
                          "required": [
                            "private"
                          ],
                          "properties": {
                            "private": {
                              "anyOf": [
                                {
                                  "const": false
                                },
                                {
                                  "type": "string",
                                  "pattern": "^([Ff]alse|FALSE|[Nn]o|NO|[Oo]ff|OFF)$"
                                }
                              ]
                            }
                          }
                        },
                        "then": {
                          "properties": {
                            "vpc-id": false,
                            "vpc-region": false
                          }
                        }
                      },
                      {
                        "if": {
                          "anyOf": [
                            {
                              "required": [
                                "vpc-id"
                              ]
                            },
                            {
                              "required": [
                                "private"
                              ],
                              "properties": {
                                "private": {
                                  "anyOf": [
                                    {
                                      "const": true
                                    },
                                    {
                                      "type": "string",
                                      "pattern": "^([Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON)$"
                                    }
                                  ]
                                }
                              }
                            }
                          ]
                        },
                        "then": {
                          "properties": {
                            "delegation-set": false
                          }
                        }
                      }
                    ]
                  }
                }
              ]
            },
            "accepted": {
              "type": "object",
              "description": "A record set that may differ from git as it is said here, exactly, up to a day.",
              "required": [
                "name",
                "live",
                "reason",
                "expires"
              ],
              "properties": {
                "name": {
                  "type": [
                    "string",
                    "integer"
                  ],
                  "description": "The name relative to the zone; '' is the zone itself."
                },
                "live": {
                  "description": "The record as it may be live, written as in a zone file; or the word absent.",
                  "anyOf": [
                    {
                      "const": "absent"
                    },
                    {
                      "type": "object",
                      "required": [
                        "type"
                      ]
                    }
                  ]
                },
                "type": {
                  "type": "string",
                  "description": "The type of the set that may be missing; with 'live: absent' only."
                },
                "set-identifier": {
                  "type": [
                    "string",
                    "integer"
                  ],
                  "description": "The identifier of the set that may be missing; with 'live: absent' only."
                },
                "reason": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 256,
                  "pattern": "^[^\\u0000-\\u001f\\u007f]*$",
                  "description": "Why."
                },
                "expires": {
                  "type": "string",
                  "format": "date",
                  "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                  "description": "The last day on which it is accepted, as in 2026-12-31; from the next day on it is drift."
                }
              },
              "additionalProperties": false,
              "title": "Accepted difference",
              "if": {
                "properties": {
                  "live": {
                    "const": "absent"
                  }
                }
              },
              "then": {
                "required": [
                  "type"
                ]
              },
              "else": {
                "properties": {
                  "type": false,
                  "set-identifier": false
                }
              }
            },
            "zone": {
              "type": "object",
              "description": "Where a zone is served, and what holds for it alone.",
              "required": [
                "provider"
              ],
              "properties": {
                "provider": {
                  "type": "string",
                  "description": "The key of a provider above."
                },
                "lenient": {
                  "type": [
                    "boolean",
                    "string",
                    "array"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$",
                  "items": {
                    "type": "string",
                    "pattern": "^[a-z0-9-]+$"
                  },
                  "description": "true: a missing final dot is read as if it were there, and a type that the provider cannot serve is left out and counted; both with a warning. A list of ids, as in [name-not-absolute, occluded]: warnings of these ids are not reported; name-not-absolute reads a name without its final dot as if it had one, type-not-served leaves out what the provider cannot serve, unsupported-routing takes the plain values of a record with geo or dynamic, each without a warning. Default false."
                },
                "ignore": {
                  "type": "array",
                  "items": {
                    "$ref": "#/$defs/pattern"
                  },
                  "description": "Live record sets that somebody else keeps: never changed or deleted, and counted."
                },
                "policies": {
                  "$ref": "#/$defs/policies"
                },
                "soa": {
                  "$ref": "#/$defs/soa"
                },
                "nameservers": {
                  "$ref": "#/$defs/nameservers"
                },
                "private": {
                  "type": [
                    "boolean",
                    "string"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$",
                  "description": "Whether the hosted zone answers in VPCs only. Without it a public zone is meant, unless there is a vpc-id."
                },
                "vpc-id": {
                  "type": "string",
                  "pattern": "^vpc-[0-9a-z]{1,60}$",
                  "description": "The VPC that a private zone is for, as in vpc-0a1b2c3d."
                },
                "vpc-region": {
                  "type": "string",
                  "pattern": "^[a-z0-9-]{1,64}$",
                  "description": "The region of the VPC, as in eu-west-1; needed where a zone is created."
                },
                "delegation-set": {
                  "type": "string",
                  "pattern": "^[A-Z0-9]{1,32}$",
                  "description": "The reusable delegation set whose name servers a new zone gets, as in N1PA6795SAMPLE."
                },
                "zone-id": {
                  "type": "string",
                  "pattern": "^[A-Z0-9]{1,32}$",
                  "description": "The id of the one hosted zone at Route 53 that is meant, where several have the name; not under '*'."
                },
                "comment": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 256,
                  "pattern": "^[^\\u0000-\\u001f\\u007f]*$",
                  "description": "What is noted at a hosted zone that is created."
                },
                "drift": {
                  "oneOf": [
                    {
                      "$ref": "#/$defs/driftPolicy"
                    },
                    {
                      "type": "object",
                      "description": "What a plan does with drift, of some record sets something else, and differences between live and git that are no drift for a time; 'accepted' not under '*'.",
                      "properties": {
                        "plan": {
                          "$ref": "#/$defs/driftPolicy"
                        },
                        "records": {
                          "type": "array",
                          "items": {
                            "$ref": "#/$defs/driftPart"
                          },
                          "description": "What a plan does with drift of some record sets. Where several entries are about one, the most specific counts: a name without wildcards, then the pattern with more characters, then one with types, then the last."
                        },
                        "accepted": {
                          "type": "array",
                          "items": {
                            "$ref": "#/$defs/accepted"
                          },
                          "description": "One entry for each record set."
                        }
                      },
                      "additionalProperties": false,
                      "title": "Drift"
                    }
                  ]
                },
                "absent": {
                  "type": [
                    "boolean",
                    "string"
                  ],
                  "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$",
                  "description": "true: this zone shall not exist. It has no zone file then, and deleting it is a change that is reviewed; not under '*'."
                }
              },
              "additionalProperties": false,
              "title": "Zone",
              "allOf": [
                {
                  "if": {
                    "required": [
                      "private"
                    ],
                    "properties": {
                      "private": {
                        "anyOf": [
                          {
                            "const": false
                          },
                          {
                            "type": "string",
                            "pattern": "^([Ff]alse|FALSE|[Nn]o|NO|[Oo]ff|OFF)$"
                          }
                        ]
                      }
                    }
                  },
                  "then": {
                    "properties": {
                      "vpc-id": false,
                      "vpc-region": false
                    }
                  }
                },
                {
                  "if": {
                    "anyOf": [
                      {
                        "required": [
                          "vpc-id"
                        ]
                      },
                      {
                        "required": [
                          "private"
                        ],
                        "properties": {
                          "private": {
                            "anyOf": [
                              {
                                "const": true
                              },
                              {
                                "type": "string",
                                "pattern": "^([Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON)$"
                              }
                            ]
                          }
                        }
                      }
                    ]
                  },
                  "then": {
                    "properties": {
                      "delegation-set": false
                    }
                  }
                }
              ]
            },
            "accounts": {
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "string",
                "minLength": 1
              }
            },
            "variable": {
              "type": "string",
              "maxLength": 128,
              "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
              "description": "The name of an environment variable where gate53 runs."
            },
            "mailAddress": {
              "type": "string",
              "maxLength": 254,
              "pattern": "^[A-Za-z0-9]['+=_~A-Za-z0-9-]*(\\.['+=_~A-Za-z0-9-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$",
              "description": "A mail address alone, as in ops@example.com."
            },
            "receiver": {
              "title": "Receiver of notifications",
              "type": "object",
              "properties": {
                "webhook": {
                  "type": "string",
                  "maxLength": 2048,
                  "pattern": "^([Hh][Tt][Tt][Pp][Ss]://[!-\"$-?A-~]+|[Hh][Tt][Tt][Pp]://([Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.0\\.0\\.1|\\[::1\\])([/:?][!-\"$-?A-~]*)?)$",
                  "description": "The URL that gets the notification as JSON, signed. https, or http on the same machine."
                },
                "webhook-from": {
                  "$ref": "#/$defs/variable",
                  "description": "The environment variable with the URL, where that is a secret."
                },
                "secret-from": {
                  "$ref": "#/$defs/variable",
                  "description": "The environment variable with the secret that signs, of at least 16 octets; none of AWS, of the pipeline or of a forge's token."
                },
                "slack-from": {
                  "$ref": "#/$defs/variable",
                  "description": "The environment variable with the URL of an incoming webhook of Slack, or of a chat that takes the same."
                },
                "email": {
                  "description": "Whom a mail is sent to, by the sendmail of the machine.",
                  "anyOf": [
                    {
                      "$ref": "#/$defs/mailAddress"
                    },
                    {
                      "type": "array",
                      "minItems": 1,
                      "maxItems": 50,
                      "items": {
                        "$ref": "#/$defs/mailAddress"
                      }
                    }
                  ]
                },
                "from": {
                  "$ref": "#/$defs/mailAddress",
                  "description": "Whom the mail is from."
                },
                "on": {
                  "description": "What it is notified of. Default all.",
                  "anyOf": [
                    {
                      "$ref": "#/$defs/event"
                    },
                    {
                      "type": "array",
                      "minItems": 1,
                      "items": {
                        "$ref": "#/$defs/event"
                      }
                    }
                  ]
                }
              },
              "additionalProperties": false,
              "oneOf": [
                {
                  "required": [
                    "webhook",
                    "secret-from"
                  ],
                  "not": {
                    "anyOf": [
                      {
                        "required": [
                          "from"
                        ]
                      },
                      {
                        "required": [
                          "slack-from"
                        ]
                      },
                      {
                        "required": [
                          "email"
                        ]
                      }
                    ]
                  }
                },
                {
                  "required": [
                    "webhook-from",
                    "secret-from"
                  ],
                  "not": {
                    "anyOf": [
                      {
                        "required": [
                          "from"
                        ]
                      },
                      {
                        "required": [
                          "slack-from"
                        ]
                      },
                      {
                        "required": [
                          "email"
                        ]
                      }
                    ]
                  }
                },
                {
                  "required": [
                    "slack-from"
                  ],
                  "not": {
                    "anyOf": [
                      {
                        "required": [
                          "from"
                        ]
                      },
                      {
                        "required": [
                          "secret-from"
                        ]
                      },
                      {
                        "required": [
                          "webhook"
                        ]
                      },
                      {
                        "required": [
                          "webhook-from"
                        ]
                      },
                      {
                        "required": [
                          "email"
                        ]
                      }
                    ]
                  }
                },
                {
                  "required": [
                    "email",
                    "from"
                  ],
                  "not": {
                    "anyOf": [
                      {
                        "required": [
                          "secret-from"
                        ]
                      },
                      {
                        "required": [
                          "webhook"
                        ]
                      },
                      {
                        "required": [
                          "webhook-from"
                        ]
                      },
                      {
                        "required": [
                          "slack-from"
                        ]
                      }
                    ]
                  }
                }
              ]
            },
            "event": {
              "oneOf": [
                {
                  "const": "apply",
                  "description": "An approved plan was applied, or an apply failed."
                },
                {
                  "const": "refusal",
                  "description": "A plan was refused by review or policy, or is stale."
                },
                {
                  "const": "drift",
                  "description": "Live has left what was last applied."
                }
              ]
            },
            "driftPart": {
              "type": "object",
              "title": "Drift of some record sets",
              "description": "What a plan does with drift of the record sets of a name and type.",
              "required": [
                "plan"
              ],
              "minProperties": 2,
              "properties": {
                "name": {
                  "type": "string",
                  "minLength": 1,
                  "description": "A pattern on the name in the zone, as under 'ignore'. Without it any name."
                },
                "type": {
                  "description": "A record type, or a list of them; without it any.",
                  "type": [
                    "string",
                    "array"
                  ],
                  "pattern": "^[A-Z][A-Z0-9]*$",
                  "minItems": 1,
                  "uniqueItems": true,
                  "items": {
                    "$ref": "#/$defs/type"
                  }
                },
                "plan": {
                  "$ref": "#/$defs/driftPolicy"
                }
              },
              "additionalProperties": false
            },
            "driftPolicy": {
              "enum": [
                "leave",
                "revert",
                "refuse"
              ],
              "description": "What a plan does with record sets that were changed at the provider and that git did not change since: leave shows and counts them, revert changes them back, refuse keeps the zone from being planned. Default leave."
            },
            "suffix": {
              "type": [
                "object",
                "null"
              ],
              "description": "A domain below which people claim host names, and its rules.",
              "properties": {
                "zone": {
                  "type": "string",
                  "description": "The zone that has the hosts. Default: the longest name under 'zones' that has the domain in it."
                },
                "provider": {
                  "type": "string",
                  "description": "The provider that this zone is to be at: a mistake where 'zones' says another one."
                },
                "types": {
                  "type": "array",
                  "minItems": 1,
                  "items": {
                    "enum": [
                      "A",
                      "AAAA",
                      "TXT",
                      "CNAME",
                      "MX",
                      "SRV"
                    ]
                  },
                  "description": "The types that a host may have. TXT also allows the one at _acme-challenge below a host. Default [A, AAAA]."
                },
                "ttl": {
                  "$ref": "#/$defs/seconds",
                  "description": "The time to live of a host's record sets. Default 60."
                },
                "hosts-per-account": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 10000,
                  "description": "How many hosts an account may have. Default 5."
                },
                "reserved": {
                  "type": "array",
                  "items": {
                    "type": "string",
                    "pattern": "^[A-Za-z0-9-]{1,63}$"
                  },
                  "description": "Labels that only an administrator gives away."
                },
                "forbidden": {
                  "type": "array",
                  "items": {
                    "type": "string",
                    "pattern": "^[A-Za-z0-9*-]{1,63}$"
                  },
                  "description": "Labels that nobody gets; * stands for any run of characters."
                },
                "idle-expiry": {
                  "type": "string",
                  "pattern": "^[1-9][0-9]{0,3}d$",
                  "description": "After how many days without an update a host is given up, as in 180d. Default: never."
                },
                "sign-up": {
                  "anyOf": [
                    {
                      "enum": [
                        "invited",
                        "anyone"
                      ]
                    },
                    {
                      "type": "array",
                      "minItems": 1,
                      "items": {
                        "type": "string",
                        "pattern": "^https://[^ \\t]+$"
                      }
                    }
                  ],
                  "description": "Who may have an account: whoever was invited, anyone who can sign in, or whoever signs in at one of these issuers. Default invited."
                }
              },
              "additionalProperties": false
            }
          }
        }

        """##
}
